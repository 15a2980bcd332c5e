/** The ends of a process: what is buffered is delivered, and the process ends as it would have without us. */

import { loadChunk } from '../chunks/load.ts';
import { inWorker } from '../report.ts';

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
  /** Gives up what waits for something that comes no more, while that can still be told. */
  ending(): void;
  /** Says how much was lost on the way, as far as no line has told it. */
  conclude(): void;
}

/** What an exit may be held up at most. */
export const EXIT_BUDGET_MS = 3000;
/** A Worker's end may be one of many, and the process's own comes after it. */
const WORKER_EXIT_BUDGET_MS = 1000;

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
    const { atSignals, beforeVitestEnds } = loadChunk('telemetry');
    if (inWorker()) beforeVitestEnds(() => ending.flush());
    else undo.push(atSignals(() => ending.deliverNow()));
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
    this.#delivery.ending();
    if (this.#delivery.pending()) this.#spend(() => this.#delivery.deliverNow(Math.max(0, this.#left)));
    this.#delivery.conclude();
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
