/**
 * debug 2 to 4: a record of each line of a namespace that is on, and not a byte of difference in what is printed. `formatArgs`,
 * which a copy's loggers all call, is where a line is about to be printed; the function that prints it is asked for after that.
 */

import { format } from 'node:util';
import { muted } from '../console/console-mute.ts';
import type { LogOptions, ModulePatch } from '../options.ts';
import { correlationOf } from '../records/correlation.ts';
import { firstError, isError } from '../records/exception.ts';
import { RecordSink } from '../records/record-sink.ts';
import { debugRecord, undecorated } from './debug-record.ts';

/** One namespace's function. */
export interface Debugger {
  readonly namespace: string;
  readonly useColors?: boolean;
  log?: Print;
}

type Print = (this: unknown, ...args: unknown[]) => unknown;
/** Given the arguments, whose array it changes; before 2.4 it is given each, and returns an array. */
type FormatArgs = (this: Debugger, ...given: unknown[]) => unknown;
type Formatter = (this: Debugger, value: unknown) => string;

/** What `require('debug')` gives. */
interface CreateDebug {
  formatArgs: FormatArgs;
  coerce(value: unknown): unknown;
  readonly formatters: Record<string, Formatter>;
  readonly inspectOpts?: object;
  log?: Print;
}

/** The patch that makes a record of each of debug's lines. */
export function debugPatch(o: LogOptions): ModulePatch {
  return {
    module: 'debug',
    versions: '>=2.0.0 <5',
    patch(exports, m) {
      new DebugBridge(o, new RecordSink(o, 'debug', m.version)).install(exports as CreateDebug);
      return exports;
    },
  };
}

class DebugBridge {
  readonly #requestIds: boolean;
  readonly #sink: RecordSink;
  /** The functions that print one line, with what each stands in the place of. */
  readonly #printing = new WeakMap<Print, PropertyDescriptor | undefined>();
  /** The error among what is logged: debug makes text of it before the line is there. */
  #error: Error | undefined;
  #isFormatting = false;

  constructor(o: LogOptions, sink: RecordSink) {
    this.#requestIds = o.requestIds !== false;
    this.#sink = sink;
  }

  install(debug: CreateDebug): void {
    const bridge = this;
    const { coerce, formatters } = debug;
    debug.coerce = function (this: unknown, value) {
      bridge.#error = isError(value) ? value : undefined;
      return coerce.call(this, value);
    };
    for (const letter of ['o', 'O']) {
      const formatter = formatters[letter];
      if (formatter === undefined) continue;
      formatters[letter] = function (value) {
        if (isError(value)) bridge.#error ??= value;
        return formatter.call(this, value);
      };
    }
    bridge.#watchFormatArgs(debug);
  }

  /** An app may put its own `formatArgs` in, which then is watched in its turn. */
  #watchFormatArgs(debug: CreateDebug): void {
    const bridge = this;
    const { log: printer } = debug;
    const watched = (original: FormatArgs): FormatArgs =>
      function formatArgs(...given) {
        // An app's own that calls debug's is one line.
        if (bridge.#isFormatting) return original.apply(this, given);
        const isArray = Array.isArray(given[0]);
        const said = isArray ? [...(given[0] as unknown[])] : given;
        bridge.#isFormatting = true;
        let returned: unknown;
        try {
          returned = original.apply(this, given);
        } finally {
          bridge.#isFormatting = false;
        }
        const decorated = (isArray ? given[0] : returned) as unknown[];
        bridge.#beforePrint(debug, this, said, decorated, printer);
        return returned;
      };
    let current = watched(debug.formatArgs);
    Object.defineProperty(debug, 'formatArgs', {
      get: () => current,
      set: (own: unknown) => {
        current = typeof own === 'function' ? watched(own as FormatArgs) : (own as FormatArgs);
      },
      enumerable: true,
      configurable: true,
    });
  }

  /** debug asks the instance for its function next, and finds one for this line. */
  #beforePrint(
    debug: CreateDebug,
    instance: Debugger,
    said: unknown[],
    decorated: readonly unknown[],
    printer: Print | undefined,
  ): void {
    const error = this.#error;
    this.#error = undefined;
    this.#giveBack(instance);
    const ctx = this.#sink.context();
    if (!this.#sink.wants(ctx)) return;
    const bridge = this;
    const effective = instance.log || debug.log || console.log;
    const canBeText = effective === printer && Object.keys(debug.inspectOpts ?? {}).length === 0;
    const print: Print = function (...printed) {
      bridge.#giveBack(instance);
      // What debug itself would format is formatted once, here; an app's function gets what it would get without us.
      const text = canBeText ? format(...printed) : undefined;
      // It may print through console, as that of debug 2.0 does.
      const result = muted(() => effective.apply(this, text === undefined ? printed : ['%s', text]));
      try {
        const body = text === undefined ? format(...said) : undecorated(text, said, decorated);
        const line = debugRecord(instance.namespace, body, error ?? firstError(said));
        bridge.#sink.emit(line, ctx, correlationOf(ctx, bridge.#requestIds)?.requestId);
      } catch {
        // The line is printed; only its record is lost.
      }
      return result;
    };
    const own = Object.getOwnPropertyDescriptor(instance, 'log');
    // An app may have closed it: its lines are printed all the same.
    if (Reflect.set(instance, 'log', print)) this.#printing.set(print, own);
  }

  #giveBack(instance: Debugger): void {
    const { log } = instance;
    if (log === undefined || !this.#printing.has(log)) return;
    const own = this.#printing.get(log);
    if (own === undefined) delete instance.log;
    else Object.defineProperty(instance, 'log', own);
  }
}
