/**
 * console: a record of every line that it prints, and not a byte of difference in what it prints.
 *
 * Its public methods are not wrapped, so that identities, names and the stacks of `console.trace` stay. Node announces
 * each call on a diagnostics channel with its arguments, then formats them once, then writes: the formatting and the
 * writing methods, which `console` carries under symbols, are watched. Formatting a second time would run the app's
 * `inspect.custom` and `toJSON` twice, and print twice what they print.
 */
import { channel } from 'node:diagnostics_channel';
import type { ConsoleLines, Method } from './console-lines.ts';
import { mute, unmute } from './console-mute.ts';

const ANNOUNCED = ['log', 'info', 'debug', 'warn', 'error'] as const;

type Format = (args: unknown[]) => string;
type Write = (stream: symbol, text: string) => void;
type Internals = Record<symbol, Format & Write>;

/**
 * Watches the global console. Returns the function that stops it.
 * @param load what makes the records, called at the first line that is printed: most programs that start print none
 */
export function patchConsole(load: () => ConsoleLines): () => void {
  const watch = new ConsoleWatch(load);
  const subscriptions = ANNOUNCED.map((method) => {
    const calls = channel(`console.${method}`);
    const onCall = (args: unknown) => watch.onCall(method, args as unknown[]);
    calls.subscribe(onCall);
    return () => calls.unsubscribe(onCall);
  });
  const restore = watch.install(console as unknown as Internals);
  return () => {
    for (const unsubscribe of subscriptions) unsubscribe();
    restore();
  };
}

class ConsoleWatch {
  readonly #load: () => ConsoleLines;
  #loaded: ConsoleLines | undefined;
  /** False on a Node whose console has other insides: lines are then formatted a second time, by us. */
  #seesText = false;
  // The call that was announced last. Its array of arguments tells it from calls inside its formatting; held weakly,
  // for the arguments are the app's and a formatting that throws never comes back here.
  #announced: { method: Method; args: WeakRef<unknown[]> } | undefined;
  // The line that was formatted last, which is the next to be written.
  #formatted: { method: Method; text: string; error: Error | undefined } | undefined;

  constructor(load: () => ConsoleLines) {
    this.#load = load;
  }

  get #lines(): ConsoleLines {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  onCall(method: Method, args: unknown[]): void {
    if (this.#seesText) this.#announced = { method, args: new WeakRef(args) };
    else this.#lines.unformatted(method, args);
  }

  install(internals: Internals): () => void {
    const watch = this;
    const replaced: [symbol, Format & Write][] = [];
    const replace = (name: string, wrapped: (original: Format & Write) => Format | Write) => {
      const symbol = Object.getOwnPropertySymbols(internals).find((s) => s.description === name);
      if (symbol === undefined) return false;
      replaced.push([symbol, internals[symbol]!]);
      define(internals, symbol, wrapped(internals[symbol]!));
      return true;
    };
    const watchFormat = (original: Format) =>
      function (this: unknown, args: unknown[]) {
        const call = watch.#beforeFormat(args);
        const text = original.call(this, args);
        watch.#formatted = { ...call, text };
        return text;
      };
    const watchWrite = (original: Write) =>
      function (this: unknown, stream: symbol, text: string) {
        watch.#beforeWrite(text);
        // An app may have a logger of its own take what is written to stdout: the line has its record.
        mute();
        try {
          return original.call(this, stream, text);
        } finally {
          unmute();
        }
      };
    this.#seesText =
      replace('kWriteToConsole', watchWrite) &&
      replace('kFormatForStdout', watchFormat) &&
      replace('kFormatForStderr', watchFormat);
    return () => {
      for (const [symbol, original] of replaced) define(internals, symbol, original);
    };
  }

  /** Which call is being formatted. Only `console.trace` formats without having been announced. */
  #beforeFormat(args: unknown[]): { method: Method; error: Error | undefined } {
    const announced = this.#announced;
    if (announced?.args.deref() !== args) return { method: 'trace', error: this.#lines.errorIn(args) };
    const last = this.#formatted;
    this.#formatted = undefined;
    // trace hands its stack to `error`, headed by the text that was formatted just before.
    const isTrace = last?.method === 'trace' && announced.method === 'error' && isStackOf(args, last.text);
    return isTrace ? last : { method: announced.method, error: this.#lines.errorIn(args) };
  }

  #beforeWrite(text: string): void {
    const line = this.#formatted;
    this.#formatted = undefined;
    // Only `console.dir` writes what it has not formatted here.
    if (line === undefined || line.text !== text) this.#lines.record('dir', text, undefined);
    else this.#lines.record(line.method, text, line.error);
  }
}

function isStackOf(args: unknown[], message: string): boolean {
  const stack = args[0];
  return typeof stack === 'string' && stack.startsWith(message === '' ? 'Trace' : `Trace: ${message}`);
}

function define(target: Internals, symbol: symbol, value: unknown): void {
  Object.defineProperty(target, symbol, { value, writable: true, enumerable: false, configurable: true });
}
