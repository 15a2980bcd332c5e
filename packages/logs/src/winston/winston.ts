/**
 * winston 3. `lib/winston/logger.js` holds the class of all loggers: `write` is where a line still is in its caller's
 * context, `_transform` is where the formats run, `push` is where the formatted line goes to all transports at once,
 * `add` is where a transport is first seen. They are wrapped on the prototype, so that winston's exports and a logger's list
 * of transports stay as they are.
 */
import type { Context } from '@opentelemetry/api';
import { muted } from '../console/console-mute.ts';
import type { LogOptions, ModulePatch } from '../options.ts';
import { type Correlation, correlationOf } from '../records/correlation.ts';
import { LineFields } from '../records/line-fields.ts';
import { RecordSink } from '../records/record-sink.ts';
import { lendFields, withFields } from './winston-info.ts';
import { errorOf, type Info, type LoggedError, type WinstonLogger, winstonRecord } from './winston-record.ts';
import { isAccepted, isKeptOut, isLevelKeptOut } from './winston-transports.ts';

/** A line between `write` and `push`. */
interface Pending {
  ctx: Context;
  ids: Correlation | undefined;
  /** Whether the line becomes a record. */
  wanted: boolean;
  /** Whether the line is an object of the app's that has the ids only while it is formatted and pushed. */
  lends: boolean;
}

type Write = (this: WinstonLogger, info: unknown, ...rest: unknown[]) => boolean;
type Push = (this: WinstonLogger, info: unknown, ...rest: unknown[]) => boolean;
type Add = (this: WinstonLogger, transport: object) => unknown;
type Transform = (this: WinstonLogger, info: Info, encoding: unknown, callback: () => void) => void;

/** The patch that puts ids into winston's lines and makes one record of each. */
export function winstonPatch(o: LogOptions): ModulePatch {
  return {
    module: 'winston',
    file: 'lib/winston/logger.js',
    versions: '>=3.0.0 <4',
    patch(exports, m) {
      const bridge = new WinstonBridge(o, new RecordSink(o, 'winston', m.version));
      const { prototype } = exports as { prototype: WinstonLogger };
      bridge.install(prototype);
      if (o.lowered !== undefined) bridge.lower(prototype);
      return exports;
    },
  };
}

class WinstonBridge {
  readonly #requestIds: boolean;
  readonly #fields: LineFields;
  readonly #sink: RecordSink;
  readonly #pending = new WeakMap<object, Pending>();
  // The line whose formats are running, until it is pushed. Formats and transports may log: a stack, kept by calls.
  #formatting: { pending: Pending; error: LoggedError | undefined } | undefined;

  constructor(o: LogOptions, sink: RecordSink) {
    this.#requestIds = o.requestIds !== false;
    this.#fields = new LineFields(o);
    this.#sink = sink;
  }

  install(prototype: WinstonLogger): void {
    const bridge = this;
    const write = prototype.write as Write;
    const transform = prototype._transform as Transform;
    const push = prototype.push as Push;
    const add = prototype.add as Add;
    prototype.write = function (this: WinstonLogger, info: unknown, ...rest: unknown[]) {
      return write.call(this, bridge.#onWrite(this, info), ...rest);
    } satisfies Write;
    prototype._transform = function (
      this: WinstonLogger,
      info: Info,
      encoding: unknown,
      callback: () => void,
    ) {
      const outer = bridge.#formatting;
      const pending = bridge.#pending.get(info);
      const takeBack = bridge.#lend(info, pending);
      // Formats may replace the error by its message: it is looked for now.
      bridge.#formatting = pending?.wanted ? { pending, error: errorOf(info) } : undefined;
      try {
        return transform.call(this, info, encoding, callback);
      } finally {
        bridge.#formatting = outer;
        takeBack?.();
      }
    } satisfies Transform;
    prototype.push = function (this: WinstonLogger, info: unknown, ...rest: unknown[]) {
      bridge.#onPush(this, info);
      return push.call(this, info, ...rest);
    } satisfies Push;
    const known = new WeakSet<object>();
    prototype.add = function (this: WinstonLogger, transport: object) {
      muteTransports(transport, known);
      return add.call(this, transport);
    } satisfies Add;
  }

  /**
   * winston formats lines of all levels, and its transports leave out what is below theirs: nothing is to be lowered but what
   * the app is told.
   */
  lower(prototype: WinstonLogger): void {
    const sink = this.#sink;
    const { isLevelEnabled } = prototype;
    if (isLevelEnabled === undefined) return;
    prototype.isLevelEnabled = function (this: WinstonLogger, level: string) {
      const isEnabled = isLevelEnabled.call(this, level);
      return isEnabled || (sink.wantsLowered(sink.context()) && isLevelKeptOut(this, level));
    };
  }

  /** The line to write: with the ids in, and its context remembered, for a busy stream formats it later elsewhere. */
  #onWrite(logger: WinstonLogger, info: unknown): unknown {
    if (typeof info !== 'object' || info === null || logger.silent) return info;
    try {
      const ctx = this.#sink.context();
      const ids = correlationOf(ctx, this.#requestIds);
      const copy = ids && withFields(info, this.#fields.of(ids));
      const written = copy ?? info;
      const wanted = this.#sink.wants(ctx);
      const lends = ids !== undefined && copy === undefined;
      if (wanted || lends) this.#pending.set(written, { ctx, ids, wanted, lends });
      else this.#pending.delete(written); // the same object may have been a line of a request before
      return written;
    } catch {
      return info;
    }
  }

  /** Ids into an object of the app's, just for now. Returns what takes them back. */
  #lend(info: Info, pending: Pending | undefined): (() => void) | undefined {
    if (pending?.ids === undefined || !pending.lends) return undefined;
    try {
      return lendFields(info, this.#fields.of(pending.ids));
    } catch {
      return undefined; // a proxy or a getter of the app's that refuses
    }
  }

  #onPush(logger: WinstonLogger, info: unknown): void {
    const line = this.#formatting;
    this.#formatting = undefined; // what the transports push is not this line
    if (line === undefined || typeof info !== 'object' || info === null) return;
    try {
      const { ctx, ids } = line.pending;
      const isPrinted = isAccepted(logger, info as Info);
      if (!isPrinted && !(this.#sink.wantsLowered(ctx) && isKeptOut(logger, info as Info))) return;
      const record = winstonRecord(logger, info as Info, line.error, this.#fields.of(ids));
      if (isPrinted) this.#sink.emit(record, ctx, ids?.requestId);
      else this.#sink.emitLowered(record, ctx, ids?.requestId);
    } catch {
      // The line goes on; only its record is lost.
    }
  }
}

interface TransportPrototype {
  _write(...args: unknown[]): unknown;
  _writev?(...args: unknown[]): unknown;
}

/**
 * What a transport prints through console, or hands to another logger, is a line that has its record. They have one prototype a
 * copy of winston-transport, which is first seen on one of them; its level and format are looked at there, too.
 */
function muteTransports(transport: object, known: WeakSet<object>): void {
  let owner: object | null = transport;
  while (owner !== null && !Object.hasOwn(owner, '_accept')) owner = Object.getPrototypeOf(owner);
  if (owner === null || known.has(owner)) return;
  known.add(owner);
  const prototype = owner as TransportPrototype;
  const { _write: write, _writev: writev } = prototype;
  prototype._write = function _write(...args) {
    return muted(() => write.apply(this, args));
  };
  if (writev !== undefined)
    prototype._writev = function _writev(...args) {
      return muted(() => writev.apply(this, args));
    };
}
