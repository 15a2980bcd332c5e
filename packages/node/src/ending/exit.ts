/** The ends of a process: what is buffered is delivered, and the process ends as it would have without us. */

import { inWorker } from '../report.ts';
import { beforeVitestEnds } from './vitest-thread.ts';

export interface Delivery {
  /** Calls back once, when the first record is about to be kept. */
  whenUsed(callback: () => void): void;
  /** Whether anything waits to be delivered, spans and log records that are not yet cut into a batch included. */
  pending(): boolean;
  /**
   * Delivers in the background; resolves within `timeoutMillis`, and at once where nobody listens. `ending` says that what
   * fails now is lost.
   */
  flush(timeoutMillis: number, options: { ending: boolean }): Promise<void>;
  /** Delivers before it returns, in at most `timeoutMillis`; with 0 it only says what is lost. */
  deliverNow(timeoutMillis: number): void;
}

/** What an exit may be held up at most. */
export const EXIT_BUDGET_MS = 3000;
/** A Worker's end may be one of many, and the process's own comes after it. */
const WORKER_EXIT_BUDGET_MS = 1000;

type Signal = 'SIGTERM' | 'SIGINT';
const SIGNALS: readonly Signal[] = ['SIGTERM', 'SIGINT'];

/**
 * Watches for the process's end; the returned function stops watching. A Worker takes no signals. Others take them once
 * there is something to lose: while its thread is blocked, a process with a signal listener cannot be ended by it.
 */
export function deliverAtExit(delivery: Delivery): () => void {
  const ending = new Ending(delivery, inWorker() ? WORKER_EXIT_BUDGET_MS : EXIT_BUDGET_MS);
  const undo = [leaveRoomForListeners(), atExit(ending), atLoopEnd(ending)];
  let isWatching = true;
  delivery.whenUsed(() => {
    if (!isWatching) return;
    if (inWorker()) beforeVitestEnds(() => ending.flush());
    else undo.push(atSignals(ending));
  });
  return () => {
    isWatching = false;
    for (const step of undo.reverse()) step();
  };
}

/** One end of a process, whatever events it goes through: together they wait no longer than the budget. */
class Ending {
  readonly #delivery: Delivery;
  readonly #budget: number;
  #left: number;

  constructor(delivery: Delivery, budgetMs: number) {
    this.#delivery = delivery;
    this.#budget = budgetMs;
    this.#left = budgetMs;
  }

  deliverNow(): void {
    if (this.#delivery.pending()) this.#spend(() => this.#delivery.deliverNow(Math.max(0, this.#left)));
  }

  /** Once, unless it delivered everything: its own end makes Node emit `beforeExit` again. */
  async flush(): Promise<void> {
    if (this.#left < this.#budget || !this.#delivery.pending()) return;
    await this.#spend(() => this.#delivery.flush(this.#left, { ending: true }));
    if (!this.#delivery.pending()) this.#left = this.#budget;
  }

  #spend<T>(deliver: () => T): T {
    const started = performance.now();
    const spent = () => {
      this.#left -= Math.max(1, performance.now() - started);
    };
    const done = deliver();
    if (done instanceof Promise) return done.finally(spent) as T;
    spent();
    return done;
  }
}

/**
 * `process.exit`, an uncaught exception, an unhandled rejection: Node emits `exit` after each of them. Ours goes to the end
 * whenever the application adds a listener, so that what is logged in that one is delivered as well.
 */
function atExit(ending: Ending): () => void {
  const onExit = () => ending.deliverNow();
  const goLast = () => {
    if (!process.listeners('exit').includes(onExit)) return;
    process.removeListener('exit', onExit);
    process.on('exit', onExit);
  };
  const onNewListener = (event: string, added: unknown) => {
    if (event === 'exit' && added !== onExit) queueMicrotask(goLast);
  };
  const undo = [addListener('exit', onExit), addListener('newListener', onNewListener)];
  return () => {
    for (const step of undo) step();
  };
}

/**
 * The loop has run empty: delivering over the open connection is quicker than by a child at `exit`. Work started here
 * makes Node emit `beforeExit` again, which an application with such a listener would see: it gets the child instead.
 */
function atLoopEnd(ending: Ending): () => void {
  return addListener('beforeExit', () => {
    if (process.listenerCount('beforeExit') === 1) void ending.flush();
  });
}

/**
 * A signal that nobody else listens for would have ended the process: deliver, then let it. Where the application
 * listens, the end is its business and `exit` follows.
 */
function atSignals(ending: Ending): () => void {
  const onSignal = (signal: Signal | undefined) => {
    // Emitted by hand, without a name: no signal came.
    if (signal === undefined || process.listenerCount(signal) > 0) return;
    try {
      ending.deliverNow();
    } finally {
      process.removeListener(signal, onSignal);
      process.kill(process.pid, signal);
    }
  };
  const undo = [
    ...SIGNALS.map((signal) => addListener(signal, onSignal)),
    keepWatching(onSignal),
    hideListener(onSignal),
  ];
  return () => {
    for (const step of undo.reverse()) step();
  };
}

/**
 * Node stops watching for a signal when a listener goes and `process.listenerCount` says that none is left, which it
 * does while only ours is, hidden as it is. Adding ours anew makes Node watch again.
 */
function keepWatching(ours: (signal: Signal | undefined) => void): () => void {
  const onRemoved = (event: string, removed: unknown) => {
    if (removed === ours || !SIGNALS.includes(event as Signal) || process.listenerCount(event) > 0) return;
    process.removeListener(event, ours);
    process.on(event, ours);
  };
  process.on('removeListener', onRemoved);
  return () => process.removeListener('removeListener', onRemoved);
}

/**
 * Keeps our listener out of what the application sees of its process. Libraries (signal-exit, and through it many
 * command-line tools) compare the number of a signal's listeners with their own to decide whether to end the process.
 */
function hideListener(ours: (signal: Signal | undefined) => void): () => void {
  const { listeners, rawListeners, listenerCount } = process;
  const isOurs = (listener: unknown) => listener === ours;
  const others = (found: readonly unknown[]) => found.filter((listener) => !isOurs(listener));
  const hidden = {
    listeners: (event: string) => others(listeners.call(process, event as never)),
    rawListeners: (event: string) => others(rawListeners.call(process, event as never)),
    listenerCount: (event: string, listener?: never) => {
      const all = listenerCount.call(process, event as never, listener);
      return listener === undefined && listeners.call(process, event as never).some(isOurs) ? all - 1 : all;
    },
  };
  for (const [name, value] of Object.entries(hidden)) {
    Object.defineProperty(process, name, { value, configurable: true, writable: true, enumerable: false });
  }
  return () => {
    for (const name of Object.keys(hidden)) delete (process as unknown as Record<string, unknown>)[name];
  };
}

/** The application may add as many listeners as before until Node warns of a leak: ours is one more an event. */
function leaveRoomForListeners(): () => void {
  const most = process.getMaxListeners();
  if (most > 0) process.setMaxListeners(most + 1);
  return () => {
    if (most > 0 && process.getMaxListeners() === most + 1) process.setMaxListeners(most);
  };
}

function addListener(event: string, listener: (...args: never[]) => void): () => void {
  process.on(event, listener as () => void);
  return () => process.removeListener(event, listener as () => void);
}
