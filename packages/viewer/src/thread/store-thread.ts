/** The store as the thread with the ports sees it: messages to another thread, and promises of their answers. */

import { Worker } from 'node:worker_threads';
import type { Answer, Question } from '../asking/answer.ts';
import type { BodyFormat, Intake, IntakeSignal, TakeOutcome } from '../receiving/intake.ts';
import type { Backend } from '../server/backend.ts';
import type { CallStore } from '../store/reading.ts';
import type { FromWorker, StoreOptions, Task } from './messages.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

type WithoutId<T> = T extends { id: number } ? Omit<T, 'id'> : never;

/**
 * Starts the thread. It opens the store meanwhile; what is asked before waits for that, or fails as it does. A thread that dies
 * once it had the store open (its memory is bounded by V8, and a question can ask for more) is followed by another, which finds
 * in the file all that was acknowledged.
 */
export class StoreThread implements Backend {
  readonly intake: Intake = { take: (...args) => this.#take(...args) };
  readonly #options: StoreOptions;
  readonly #entry: URL;
  #worker: Worker;
  /** Whether the worker has ever done anything. */
  #isOpen = false;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<() => void>();
  #lastId = 0;
  #ended: Error | undefined;

  /** @param entry what the thread runs */
  constructor(options: StoreOptions = {}, entry = workerUrl()) {
    this.#options = options;
    this.#entry = entry;
    this.#worker = this.#start();
  }

  /** Resolves when the store is open. @throws {Error} one sentence about why it cannot be */
  async opened(): Promise<void> {
    await this.call('status');
  }

  readonly ask = async ({ method, path, query, body }: Question): Promise<Answer> =>
    (await this.#send({ ask: { method, path, search: query.toString(), body } })) as Answer;

  readonly call: CallStore = (method, ...args) => this.#send({ call: { method, args } }) as Promise<never>;

  readonly onChange = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  /** What was taken is safe; what is still being asked fails. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    try {
      await this.#send({ close: true });
    } finally {
      await this.#worker.terminate();
    }
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, {
      workerData: this.#options,
      // Nothing that the process was told to load first is wanted there, and Node 22 warns of its SQLite.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      name: 'waymark store',
    });
    let death: Error | undefined;
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error: Error) => {
      death = error;
    });
    // By then it has let go of its file.
    worker.on('exit', () => {
      if (death === undefined) this.#end(new Error('the store is closed'));
      else this.#died(death);
    });
    worker.unref();
    return worker;
  }

  async #take(signal: IntakeSignal, format: BodyFormat, body: Uint8Array): Promise<TakeOutcome> {
    return (await this.#send({ take: { signal, format, body } }, [
      body.buffer as ArrayBuffer,
    ])) as TakeOutcome;
  }

  #send(task: WithoutId<Task>, moved: ArrayBuffer[] = []): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = ++this.#lastId;
    // While something is awaited, the process lives; a thread with nothing to do does not keep it.
    if (this.#waiting.size === 0) this.#worker.ref();
    this.#waiting.set(id, { resolve, reject });
    this.#post({ ...task, id } as Task, moved);
    return promise;
  }

  #post(message: Task, moved: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, moved);
  }

  #receive(message: FromWorker): void {
    if ('changed' in message) for (const changed of this.#listeners) changed();
    else if ('done' in message) {
      this.#isOpen = true;
      this.#settle(message.done)?.resolve(message.value);
    } else this.#settle(message.failed)?.reject(message.error);
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    return waiting;
  }

  /** By something that nobody expected: who looks at the terminal is told, and who waits fails. */
  #died(death: Error): void {
    const failed = new Error(`the store has failed: ${death.message}`, { cause: death });
    const next = this.#isOpen ? 'is opened again' : 'takes nothing until the viewer is started again';
    console.error(`waymark viewer: its store has failed, and ${next}: ${death.message}`);
    if (this.#isOpen) this.#startAgain(failed);
    else this.#end(failed);
  }

  #startAgain(failed: Error): void {
    this.#isOpen = false;
    this.#rejectAll(failed);
    this.#worker = this.#start();
    for (const changed of this.#listeners) changed();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#rejectAll(this.#ended);
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** A file beside this one in the sources, and another name in the bundle. */
function workerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './store-thread.cjs', import.meta.url);
}
