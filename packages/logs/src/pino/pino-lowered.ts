/**
 * Lines that a pino logger's level keeps out, made in requests for the tail: by methods that stand where pino has those that do
 * nothing, through a view of the logger whose stream writes nowhere. The logger's own level, stream and output stay as they are.
 */
import type { RecordSink } from '../records/record-sink.ts';
import { isDebugOrAbove, severityOfPino } from '../records/severity.ts';
import { levelSymbols, type PinoLogger, setLevelSymbol } from './pino-symbols.ts';

type SetLevel = (this: PinoLogger, level: unknown) => void;
type Log = (...args: unknown[]) => void;
type Compare = (num: number, level: number) => boolean;

/** On views: their lines have no other reader than the tail. */
const VIEW = Symbol('waymark.lowered');
const NOWHERE = { write() {} };

/** Whether a line is written to a view, and so kept out by its logger's own level. */
export function isLoweredView(logger: PinoLogger): boolean {
  return VIEW in logger;
}

/** Changes the prototype of all loggers in place. Throws where it is none that we know. */
export function lowerPino(prototype: PinoLogger, sink: RecordSink): void {
  const key = setLevelSymbol(prototype);
  const setLevel = prototype[key] as SetLevel;
  const lowered = new LoweredPino(sink, setLevel);
  prototype[key] = function (this: PinoLogger, level: unknown) {
    setLevel.call(this, level);
    lowered.lower(this);
  } satisfies SetLevel;
  const { isLevelEnabled } = prototype;
  prototype.isLevelEnabled = function (this: PinoLogger, level: string) {
    return isLevelEnabled.call(this, level) || lowered.makes(this, level);
  };
}

class LoweredPino {
  readonly #sink: RecordSink;
  readonly #setLevel: SetLevel;
  readonly #views = new WeakMap<PinoLogger, PinoLogger>();
  /** By the level's name, for all loggers. */
  readonly #methods = new Map<string, Log>();
  // Of this copy of pino, first seen on a logger.
  #symbols: ReturnType<typeof levelSymbols> | undefined;

  constructor(sink: RecordSink, setLevel: SetLevel) {
    this.#sink = sink;
    this.#setLevel = setLevel;
  }

  /** Puts methods of ours onto a logger whose level was set just now. */
  lower(logger: PinoLogger): void {
    const methods = logger as unknown as Record<string, Log>;
    for (const name of Object.keys(logger.levels.values))
      if (this.#isKeptOut(logger, name)) methods[name] = this.#method(name);
  }

  /** Whether a line of this level becomes a record now, although the logger keeps it to itself. */
  makes(logger: PinoLogger, name: string): boolean {
    return this.#isKeptOut(logger, name) && this.#sink.wantsLowered(this.#sink.context());
  }

  /** Of debug lines and what is above them. A silent logger is silent. */
  #isKeptOut(logger: PinoLogger, name: string): boolean {
    const { levelVal } = logger;
    const num = logger.levels.values[name];
    if (num === undefined || levelVal === Number.POSITIVE_INFINITY) return false;
    if (!isDebugOrAbove(severityOfPino(num, name))) return false;
    this.#symbols ??= levelSymbols(logger);
    const { comparison } = this.#symbols;
    // Since 9 a logger may count its levels downwards, or compare them as it likes.
    return comparison === undefined ? num < levelVal : !(logger[comparison] as Compare)(num, levelVal);
  }

  #method(name: string): Log {
    let method = this.#methods.get(name);
    if (method === undefined) {
      const lowered = this;
      method = function (this: PinoLogger | undefined, ...args: unknown[]) {
        lowered.#log(this, name, args);
      };
      this.#methods.set(name, method);
    }
    return method;
  }

  /** Where pino would do nothing, nothing that goes wrong is the app's to see. */
  #log(logger: PinoLogger | undefined, name: string, args: unknown[]): void {
    try {
      if (logger?.levels === undefined || !this.#sink.wantsLowered(this.#sink.context())) return;
      (this.#viewOf(logger) as unknown as Record<string, Log>)[name]!(...args);
    } catch {
      // A serializer of the app's, which would not have run.
    }
  }

  /** The logger with all its levels, and no output. What is changed on the logger later shows on it. */
  #viewOf(logger: PinoLogger): PinoLogger {
    let view = this.#views.get(logger);
    if (view !== undefined) return view;
    const { stream, comparison } = this.#symbols!;
    // Nobody hears of the level that is set on it.
    view = Object.create(logger, { [VIEW]: { value: true }, emit: { value() {} } }) as PinoLogger;
    view[stream] = NOWHERE;
    if (comparison !== undefined) view[comparison] = () => true;
    const { values } = logger.levels;
    const least = Object.keys(values).reduce((a, b) => (values[a]! < values[b]! ? a : b));
    this.#setLevel.call(view, least);
    this.#views.set(logger, view);
    return view;
  }
}
