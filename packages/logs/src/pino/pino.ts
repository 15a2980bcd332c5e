/**
 * pino 6 to 10. `lib/proto.js` holds the one prototype of all loggers of a pino copy; its `asJson` makes every line
 * that is written, after mixin, child bindings, serializers and redaction. Wrapping it in place leaves pino's exports
 * as they are, and reaches loggers that exist already.
 */
import { createRequire } from 'node:module';
import type { Context } from '@opentelemetry/api';
import { mute, unmute } from '../console/console-mute.ts';
import type { LogOptions, ModulePatch } from '../options.ts';
import { type Correlation, correlationOf } from '../records/correlation.ts';
import { type LineField, LineFields } from '../records/line-fields.ts';
import { type Line, RecordSink } from '../records/record-sink.ts';
import { isLoweredView, lowerPino } from './pino-lowered.ts';
import { type PinoLine, parseFields, pinoRecord, pinoRecordOfText, takeFlatError } from './pino-record.ts';
import { type PinoState, PinoStates, type StandardError } from './pino-state.ts';
import { type PinoLogger, type PinoSymbols, prototypeSymbols, symbolsOf } from './pino-symbols.ts';

type AsJson = (this: PinoLogger, obj: object, msg: unknown, num: number, time: string) => string;
type Write = (this: PinoLogger, obj: unknown, msg: unknown, num: number) => void;
type Hooks = { streamWrite?: (line: string) => string };

// One of the symbols that all copies of pino share.
const HOOKS = Symbol.for('pino.hooks');

/** The patch that puts ids into pino's lines and makes a record of each. */
export function pinoPatch(o: LogOptions): ModulePatch {
  return {
    module: 'pino',
    file: 'lib/proto.js',
    versions: '>=6.5.0 <11',
    patch(exports, m) {
      const prototype = Object.getPrototypeOf((exports as () => PinoLogger)());
      const sink = new RecordSink(o, 'pino', m.version);
      const hasFlatErrors = m.version?.startsWith('6.') ?? false;
      new PinoBridge(o, sink, hasFlatErrors, () => standardError(m.baseDir)).install(prototype);
      if (o.lowered !== undefined) lowerPino(prototype, sink);
      return exports;
    },
  };
}

class PinoBridge {
  readonly #requestIds: boolean;
  readonly #fields: LineFields;
  readonly #sink: RecordSink;
  readonly #states: PinoStates;
  // Each copy of pino has symbols of its own; most are first seen on a logger.
  #symbols: PinoSymbols | undefined;
  // Ids as text, kept for the next line of the same request.
  #lastFields: readonly LineField[] = [];
  #lastText = '';
  // Whether the line that is being written has its record, so that a stream which prints it through console makes none.
  #hasRecord: boolean | undefined;

  /** Whether errors are printed as pino 6 does. */
  readonly #hasFlatErrors: boolean;

  /** Whether some lines are made that their logger keeps to itself: the others need not ask. */
  readonly #isLowering: boolean;

  constructor(o: LogOptions, sink: RecordSink, hasFlatErrors: boolean, standardError: StandardError) {
    this.#isLowering = o.lowered !== undefined;
    this.#states = new PinoStates(standardError);
    this.#requestIds = o.requestIds !== false;
    this.#fields = new LineFields(o);
    this.#sink = sink;
    this.#hasFlatErrors = hasFlatErrors;
  }

  install(prototype: PinoLogger): void {
    const bridge = this;
    const keys = prototypeSymbols(prototype);
    const asJson = prototype[keys.asJson] as AsJson;
    const write = prototype[keys.write] as Write;
    prototype[keys.asJson] = function (
      this: PinoLogger,
      obj: object,
      msg: unknown,
      num: number,
      time: string,
    ) {
      return bridge.#line(asJson, this, obj, msg, num, time);
    } satisfies AsJson;
    prototype[keys.write] = function (this: PinoLogger, obj: unknown, msg: unknown, num: number) {
      const outer = bridge.#hasRecord;
      bridge.#hasRecord = false;
      try {
        write.call(bridge.#writtenThrough(this, num), obj, msg, num);
      } finally {
        if (bridge.#hasRecord) unmute();
        bridge.#hasRecord = outer;
      }
    } satisfies Write;
  }

  /** The line, with the ids in; its record has been made. What fails here of ours costs the ids, never the line. */
  #line(asJson: AsJson, logger: PinoLogger, obj: object, msg: unknown, num: number, time: string): string {
    const ctx = this.#sink.context();
    const ids = correlationOf(ctx, this.#requestIds);
    const wanted = this.#sink.wants(ctx) && !hasStreamWrite(logger);
    const state = ids !== undefined || wanted ? this.#stateOf(logger) : undefined;
    if (state === undefined) return asJson.call(logger, obj, msg, num, time);

    let line: string;
    if (ids === undefined) {
      line = asJson.call(logger, obj, msg, num, time);
    } else if (state.formatsFields) {
      line = asJson.call(logger, obj, msg, num, time);
      line = this.#withIdsBehind(state.head(num, time), line, ids, state);
    } else {
      // pino reads the bindings first and once, so that a serializer that logs to this logger does no harm.
      line = asJson.call(state.viewWith(this.#idsText(ids, state, obj)), obj, msg, num, time);
    }
    if (wanted) this.#record(state, { obj, msg, num, time, line }, ctx, ids);
    return line;
  }

  #stateOf(logger: PinoLogger): PinoState | undefined {
    try {
      this.#symbols ??= symbolsOf(logger);
      return this.#states.of(logger, this.#symbols);
    } catch {
      return undefined;
    }
  }

  #record(state: PinoState, line: PinoLine, ctx: Context, ids: Correlation | undefined): void {
    try {
      if (!state.isWritten(line.num)) return;
      const record = pinoRecord(state, line, this.#fields.of(ids));
      this.#emit(state, this.#hasFlatErrors ? takeFlatError(record) : record, ctx, ids);
    } catch {
      // The line is written; only its record is lost.
    }
  }

  /**
   * The ids as JSON text, for behind the bindings and before the line's own fields. A field of that name in the
   * bindings, the mixin or the line is the app's: it stays, alone.
   */
  #idsText(ids: Correlation, state: PinoState, line: object): string {
    const fields = this.#fields.of(ids);
    if (state.mayHave(line, this.#fields.names))
      for (const field of fields)
        if (state.has(line, field)) return textOf(fields.filter((each) => !state.has(line, each)));
    if (this.#lastFields !== fields) {
      this.#lastFields = fields;
      this.#lastText = textOf(fields);
    }
    return this.#lastText;
  }

  /** The same for a line whose fields the app's `formatters.log` chose: they are known when the line is there. */
  #withIdsBehind(head: string, line: string, ids: Correlation, state: PinoState): string {
    if (!line.startsWith(head)) return line;
    const tail = line.slice(head.length);
    const mayHave = this.#fields.of(ids).some((field) => isNamed(tail, field));
    return head + this.#idsText(ids, state, mayHave ? fieldsOf(tail) : {}) + tail;
  }

  /**
   * pino's `hooks.streamWrite` sees the whole line last and may take secrets out of it, so that such a logger's record
   * is made of what the hook returns: for this one write, through a view of the logger. Others are returned as they are.
   */
  #writtenThrough(logger: PinoLogger, num: number): PinoLogger {
    const hooks = logger[HOOKS] as Hooks | undefined;
    const streamWrite = hooks?.streamWrite;
    if (typeof streamWrite !== 'function') return logger;
    const ctx = this.#sink.context();
    const seen = (line: string) => {
      const text = streamWrite(line);
      this.#onStreamWrite(logger, num, text, ctx);
      return text;
    };
    return Object.create(logger, { [HOOKS]: { value: { ...hooks, streamWrite: seen } } }) as PinoLogger;
  }

  #onStreamWrite(logger: PinoLogger, num: number, text: string, ctx: Context): void {
    const state = this.#sink.wants(ctx) ? this.#stateOf(logger) : undefined;
    if (state === undefined || !state.isWritten(num)) return;
    const ids = correlationOf(ctx, this.#requestIds);
    this.#emit(state, pinoRecordOfText(state, num, text, this.#fields.of(ids)), ctx, ids);
  }

  /** Of a line that pino hands to its stream next: what the app's code prints while the line is made was before. */
  #emit({ logger }: PinoState, record: Line, ctx: Context, ids: Correlation | undefined): void {
    if (this.#isLowering && isLoweredView(logger)) this.#sink.emitLowered(record, ctx, ids?.requestId);
    else this.#sink.emit(record, ctx, ids?.requestId);
    if (this.#hasRecord !== false) return;
    mute();
    this.#hasRecord = true;
  }
}

/** Of the copy of pino that is in this folder, which has loaded it. Asked for when a logger is first seen. */
function standardError(folder: string | undefined): unknown {
  if (folder === undefined) return undefined;
  try {
    return createRequire(`${folder}/package.json`)('pino-std-serializers').err;
  } catch {
    return undefined; // a bundle
  }
}

function hasStreamWrite(logger: PinoLogger): boolean {
  return typeof (logger[HOOKS] as Hooks | undefined)?.streamWrite === 'function';
}

function textOf(fields: readonly LineField[]): string {
  let text = '';
  for (const [name, value] of fields) text += `,${JSON.stringify(name)}:${JSON.stringify(value)}`;
  return text;
}

/** Whether the name, or one of those above it, is anywhere in the text. */
function isNamed(tail: string, [name, , above = []]: LineField): boolean {
  return tail.includes(`"${name}":`) || above.some((each) => tail.includes(`"${each.name}":`));
}

function fieldsOf(tail: string): object {
  return parseFields(`{${tail.slice(1)}`) ?? {};
}
