/**
 * tslog 4 and 5. All loggers of a copy share `BaseLogger.prototype`, whose `log` makes a line, prints it, hands it to the attached
 * transports and returns it. The record is made of what it returns: after the app's masking. The ids go in before, where tslog 5 takes
 * bound fields from, and in 4 when its fields are put together. The prototype is changed in place.
 */

import type { Context } from '@opentelemetry/api';
import { mute, unmute } from '../console/console-mute.ts';
import type { LogOptions, ModulePatch } from '../options.ts';
import { type Correlation, correlationOf } from '../records/correlation.ts';
import { addFields, hasField, type LineField, LineFields } from '../records/line-fields.ts';
import { RecordSink } from '../records/record-sink.ts';
import { aroundUnseen } from './around-unseen.ts';
import { isPrinted, type TsLine, type TsLogger, tslogRecord } from './tslog-record.ts';

type ToLine = (this: TsLogger, ...args: unknown[]) => TsLine;
type Log = (this: TsLogger, level: number, name: string, ...args: unknown[]) => TsLine | undefined;

interface Prototype {
  log: Log;
  /** In 4. */
  _toLogObj?: ToLine;
}

/** Files that an app asks for by name: the main file, and `tslog/slim` of 5. */
const FILES: readonly { file?: string }[] = [{}, { file: 'esm/subpaths/slim.js' }];

/** The patches that put ids into tslog's lines and make a record of each. */
export function tslogPatches(o: LogOptions): ModulePatch[] {
  const known = new WeakSet<object>();
  return FILES.map((file) => ({
    module: 'tslog',
    ...file,
    versions: '>=4.4.0 <6',
    esm: ['Logger'],
    patch(exports, m) {
      const { Logger } = exports as { Logger: { prototype: object } };
      // Of the base of both loggers.
      const prototype = Object.getPrototypeOf(Logger.prototype) as Prototype;
      // A module that is both imported and required comes twice.
      if (known.has(prototype)) return exports;
      known.add(prototype);
      new TslogBridge(o, new RecordSink(o, 'tslog', m.version)).install(prototype);
      return exports;
    },
  }));
}

/** A line between the call of `log` and its return. */
interface Pending {
  readonly ctx: Context;
  readonly ids: Correlation | undefined;
  readonly isWanted: boolean;
  /** What the line gains. */
  readonly fields: readonly LineField[];
  /** Puts the logger back as it was. */
  readonly restore: () => void;
  readonly outer: Pending | undefined;
}

class TslogBridge {
  readonly #requestIds: boolean;
  readonly #fields: LineFields;
  readonly #sink: RecordSink;
  /** The line that is being made: functions of the app's that make fields may log. */
  #current: Pending | undefined;
  readonly #busy = new WeakSet<TsLogger>();

  constructor(o: LogOptions, sink: RecordSink) {
    this.#requestIds = o.requestIds !== false;
    this.#fields = new LineFields(o);
    this.#sink = sink;
  }

  install(prototype: Prototype): void {
    prototype.log = aroundUnseen(
      prototype.log,
      (logger: TsLogger, level, _name, ...args) => this.#enter(logger, level, args),
      (logger, pending, line) => this.#leave(logger, pending, line),
    );
    const toLine = prototype._toLogObj;
    if (toLine === undefined) return;
    const bridge = this;
    prototype._toLogObj = function (...args) {
      const line = toLine.apply(this, args);
      if (bridge.#current !== undefined) addFields(line, bridge.#current.fields);
      return line;
    };
  }

  /** Undefined for a line that goes nowhere. */
  #enter(logger: TsLogger, level: number, args: readonly unknown[]): Pending | undefined {
    try {
      if (level < logger.settings.minLevel) return undefined;
      const ctx = this.#sink.context();
      const ids = correlationOf(ctx, this.#requestIds);
      const isWanted = this.#sink.wants(ctx);
      const fields = this.#fields.of(ids);
      // Also where nothing is to be done: our frame is there.
      const restore = this.#prepare(logger, fields, args);
      this.#current = { ctx, ids, isWanted, fields, restore, outer: this.#current };
      // What tslog and the app's transports print through console is this line.
      if (isWanted) mute();
      return this.#current;
    } catch {
      return undefined; // a logger of the app's own making, which takes no changes
    }
  }

  /** @param line undefined when a middleware of the app's dropped it, or `log` threw */
  #leave(logger: TsLogger, pending: Pending, line: TsLine | undefined): void {
    const { ctx, ids, isWanted, fields, restore, outer } = pending;
    this.#current = outer;
    restore();
    if (!isWanted) return;
    unmute();
    if (line === undefined || !isPrinted(logger)) return;
    try {
      this.#sink.emit(tslogRecord(logger, line, fields), ctx, ids?.requestId);
    } catch {
      // The line is written; only its record is lost.
    }
  }

  /** The logger as it has to be for this line: with one more frame up to its caller, and in 5 with the fields. */
  #prepare(logger: TsLogger, fields: readonly LineField[], args: readonly unknown[]): () => void {
    if (this.#busy.has(logger)) return () => {};
    this.#busy.add(logger);
    const { settings, stackDepthLevel, callerFrame } = logger;
    // Where tslog looks for the caller by itself these are NaN.
    // An app may have frozen the logger: its lines then tell our frame, where frames are counted.
    if (stackDepthLevel !== undefined) Reflect.set(logger, 'stackDepthLevel', stackDepthLevel + 1);
    if (callerFrame !== undefined) Reflect.set(logger, 'callerFrame', callerFrame + 1);
    const isBinding = callerFrame !== undefined && fields.length > 0;
    const { bindings } = settings;
    if (isBinding) settings.bindings = { ...fieldsBeside(args, bindings, fields), ...bindings };
    return () => {
      this.#busy.delete(logger);
      if (stackDepthLevel !== undefined) Reflect.set(logger, 'stackDepthLevel', stackDepthLevel);
      if (callerFrame !== undefined) Reflect.set(logger, 'callerFrame', callerFrame);
      if (isBinding) settings.bindings = bindings;
    };
  }
}

/** As an object, what is not among the app's own fields: those of the logger, and of objects that are logged. */
function fieldsBeside(
  args: readonly unknown[],
  bindings: object = {},
  fields: readonly LineField[],
): Record<string, unknown> {
  const own = [bindings, ...args.filter((arg) => typeof arg === 'object' && arg !== null)] as object[];
  return Object.fromEntries(fields.filter((field) => !own.some((object) => hasField(object, field))));
}
