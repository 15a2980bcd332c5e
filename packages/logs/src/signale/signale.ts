/**
 * signale 1: a record of each line that it prints, and not a byte of difference in what it prints. All loggers have the methods of
 * one prototype, which are wrapped in place.
 */

import { basename, join } from 'node:path';
import { muted } from '../console/console-mute.ts';
import type { LogOptions, ModulePatch } from '../options.ts';
import { correlationOf } from '../records/correlation.ts';
import { type Line, RecordSink } from '../records/record-sink.ts';
import { type Signale, type SignaleLine, signaleRecord, timerRecord } from './signale-record.ts';

type Logger = (this: Signale, type: string, ...args: unknown[]) => void;
type Format = (this: Signale, ...args: unknown[]) => string;
type Log = (this: Signale, text: string, ...rest: unknown[]) => void;
type Write = (this: Signale, ...args: unknown[]) => void;

interface Prototype {
  _logger: Logger;
  _log: Log;
  /** Since 1.2. */
  _formatMessage?: Format;
  /** Since 1.2, which can be disabled. */
  _write?: Write;
}

/** The patch that makes a record of each of signale's lines. */
export function signalePatch(o: LogOptions): ModulePatch {
  return {
    module: 'signale',
    file: 'signale.js',
    versions: '>=1.0.0 <2',
    patch(exports, m) {
      const { prototype } = exports as { prototype: Prototype };
      new SignaleBridge(o, new RecordSink(o, 'signale', m.version)).install(prototype);
      hideFrames(prototype, m.baseDir);
      return exports;
    },
  };
}

class SignaleBridge {
  readonly #requestIds: boolean;
  readonly #sink: RecordSink;
  // What is being logged. Inspectors of the app may log meanwhile: a stack, kept by calls.
  #line: SignaleLine | undefined;

  constructor(o: LogOptions, sink: RecordSink) {
    this.#requestIds = o.requestIds !== false;
    this.#sink = sink;
  }

  install(prototype: Prototype): void {
    const bridge = this;
    const { _logger: logger, _log: log, _formatMessage: format, _write: write } = prototype;
    prototype._logger = function _logger(type, ...args) {
      const line = { type, args, text: undefined, printed: undefined, isWritten: write === undefined };
      bridge.#during(line, () => logger.call(this, type, ...args));
      bridge.#record(line, () => signaleRecord(this, line));
    };
    prototype._log = function _log(text, ...rest) {
      const outer = bridge.#line;
      // A stream may print through console, whose adapter would make a second record of the line.
      const print = () => muted(() => log.call(this, text, ...rest));
      if (outer !== undefined) {
        outer.printed = text;
        print();
        return;
      }
      // `time` and `timeEnd` print what has no type.
      const line = { type: '', args: [], text: undefined, printed: text, isWritten: write === undefined };
      bridge.#during(line, print);
      bridge.#record(line, () => timerRecord(this, text));
    };
    if (format !== undefined)
      prototype._formatMessage = function _formatMessage(...args) {
        const text = format.apply(this, args);
        if (bridge.#line !== undefined) bridge.#line.text ??= text;
        return text;
      };
    if (write !== undefined)
      prototype._write = function _write(...args) {
        if (bridge.#line !== undefined) bridge.#line.isWritten = true;
        write.apply(this, args);
      };
  }

  #during(line: SignaleLine, log: () => void): void {
    const outer = this.#line;
    this.#line = line;
    try {
      log();
    } finally {
      this.#line = outer;
    }
  }

  #record({ isWritten }: SignaleLine, make: () => Line): void {
    const ctx = this.#sink.context();
    if (!isWritten || !this.#sink.wants(ctx)) return;
    try {
      this.#sink.emit(make(), ctx, correlationOf(ctx, this.#requestIds)?.requestId);
    } catch {
      // The line is printed; only its record is lost.
    }
  }
}

/** `displayFilename` prints the first file on the stack that is not signale's: that is not to be this one. */
function hideFrames(prototype: object, baseDir: string | undefined): void {
  const getter = Object.getOwnPropertyDescriptor(prototype, 'filename');
  if (getter?.get === undefined) return;
  const own = filesAbove(undefined)[0];
  const get = function filename(): string {
    const files = filesAbove(get).filter((file) => file !== own);
    // In a bundle signale is part of the file that logs.
    const signale = baseDir === undefined ? files[0] : join(baseDir, 'signale.js');
    return basename(files.find((file) => file !== signale) ?? 'anonymous');
  };
  Object.defineProperty(prototype, 'filename', { ...getter, get });
}

/** Files of the calls that led here: above the function `below`, else from the one that asks. */
function filesAbove(below: (() => unknown) | undefined): (string | undefined)[] {
  const { prepareStackTrace } = Error;
  try {
    Error.prepareStackTrace = (_error, sites) => sites;
    const holder = {} as { stack: NodeJS.CallSite[] };
    Error.captureStackTrace(holder, below ?? filesAbove);
    return holder.stack.map((site) => site.getFileName() ?? undefined);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
