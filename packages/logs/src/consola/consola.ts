/**
 * consola 2 and 3. All loggers of a copy share the prototype whose `_log` hands each line to the reporters, as an object made for it.
 * The ids are fields of that object: reporters that print it as JSON print them, and consola's own, which print text, do not
 * know them. The prototype is changed in place, so that loggers that are there already are reached.
 */

import { muted } from '../console/console-mute.ts';
import type { LogOptions, ModulePatch } from '../options.ts';
import { correlationOf } from '../records/correlation.ts';
import { addFields, LineFields } from '../records/line-fields.ts';
import { RecordSink } from '../records/record-sink.ts';
import { consolaRecord, type LogObject } from './consola-record.ts';

interface Reporter {
  /** Of the reporter that prints for people, which prints the stack of `trace`. */
  formatType?: unknown;
}

interface Consola {
  /** In 3; in 2 `_reporters`. */
  readonly options?: { readonly reporters: readonly Reporter[] };
  readonly _reporters?: readonly Reporter[];
  /** In 3: what is about to be logged, among others. */
  readonly _lastLog?: { readonly object?: LogObject };
}

type Log = (this: Consola, line: LogObject) => unknown;
type Prototype = { _log: Log; _logAsync?: Log };

const MODULE = { module: 'consola', versions: '>=2.0.0 <4' };

/** Files that an app asks for by name: the main file, and those of 3 without parts of it. The last number of each is in its name. */
const FILES: readonly { file?: string; esm?: readonly string[] }[] = [
  { esm: ['Consola', 'default'] },
  { file: 'dist/basic.cjs' },
  { file: 'dist/basic.mjs', esm: ['Consola', 'default'] },
  { file: 'dist/core.cjs' },
  { file: 'dist/core.mjs', esm: ['Consola'] },
];

/** The patches that put ids into consola's lines and make a record of each. */
export function consolaPatches(o: LogOptions): ModulePatch[] {
  const known = new WeakSet<object>();
  return FILES.map((file) => ({
    ...MODULE,
    ...file,
    patch(exports, m) {
      const prototype = prototypeOf(exports);
      // The files of a copy share it; consola 2 has one logger for all copies.
      if (prototype === undefined || known.has(prototype)) return exports;
      known.add(prototype);
      new ConsolaBridge(o, new RecordSink(o, 'consola', m.version)).install(prototype);
      return exports;
    },
  }));
}

/** The main file's exports are a logger, in the first versions without its class. */
function prototypeOf(exports: unknown): Prototype | undefined {
  const { Consola } = exports as { Consola?: { prototype: Prototype } };
  const prototype = Consola?.prototype ?? (Object.getPrototypeOf(exports) as Prototype);
  return typeof prototype?._log === 'function' ? prototype : undefined;
}

class ConsolaBridge {
  readonly #requestIds: boolean;
  readonly #fields: LineFields;
  readonly #sink: RecordSink;
  /** The last of the lines that were recorded without a wrapper. */
  #recorded = new WeakRef<object>(this);

  constructor(o: LogOptions, sink: RecordSink) {
    this.#requestIds = o.requestIds !== false;
    this.#fields = new LineFields(o);
    this.#sink = sink;
  }

  install(prototype: Prototype): void {
    const log = prototype._log;
    const wrapped = this.#around(log);
    const bridge = this;
    Object.defineProperty(prototype, '_log', {
      configurable: true,
      get(this: Consola) {
        return bridge.#isTracedBefore(this) ? log : wrapped;
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, '_log', { value, writable: true, enumerable: true, configurable: true });
      },
    });
    if (prototype._logAsync !== undefined) prototype._logAsync = this.#around(prototype._logAsync);
  }

  #around(log: Log): Log {
    const bridge = this;
    return function (line) {
      const emit = bridge.#prepare(this, line);
      // Reporters may print through console, or log through another logger.
      const result = emit === undefined ? log.call(this, line) : muted(() => log.call(this, line));
      emit?.();
      return result;
    };
  }

  /**
   * `trace` prints a stack, in which a wrapper would show: its line is seen to when `_log` is looked up to be called. True
   * when that was done.
   */
  #isTracedBefore(logger: Consola): boolean {
    const line = logger._lastLog?.object;
    if (line?.type !== 'trace') return false;
    const reporters = reportersOf(logger);
    if (reporters.length === 0 || reporters.some(({ formatType }) => formatType === undefined)) return false;
    if (this.#recorded.deref() === line) return false; // printed again, with how often it was repeated
    this.#recorded = new WeakRef(line);
    this.#prepare(logger, line)?.();
    return true;
  }

  /** Puts the ids into the line. Returns what makes its record, if one is wanted. */
  #prepare(logger: Consola, line: LogObject): (() => void) | undefined {
    try {
      const ctx = this.#sink.context();
      const ids = correlationOf(ctx, this.#requestIds);
      const fields = this.#fields.of(ids);
      // What is printed again, with how often it was repeated, has them already.
      addFields(line, fields);
      if (!this.#sink.wants(ctx) || reportersOf(logger).length === 0) return undefined;
      return () => {
        try {
          this.#sink.emit(consolaRecord(line, fields), ctx, ids?.requestId);
        } catch {
          // The line is written; only its record is lost.
        }
      };
    } catch {
      return undefined;
    }
  }
}

function reportersOf({ options, _reporters }: Consola): readonly Reporter[] {
  return options?.reporters ?? _reporters ?? [];
}
