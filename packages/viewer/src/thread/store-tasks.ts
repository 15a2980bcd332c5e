/** What the thread of the store does with the messages that it gets. */

import type { Answer } from '../asking/answer.ts';
import { answerQuestion } from '../asking/answer-question.ts';
import type { Answering } from '../asking/waymark/asked.ts';
import { PendingSpans } from '../pending/pending-spans.ts';
import { type Intake, intakeOf } from '../receiving/intake.ts';
import { ownBytes } from '../receiving/own-bytes.ts';
import { callerOf } from '../store/reading.ts';
import type { TelemetryStore } from '../store/telemetry-store.ts';
import type { FromWorker, SentAnswer, Task } from './messages.ts';

/** Sends a message; the memory of what is `moved` is here no more. */
export type Send = (message: FromWorker, moved: ArrayBuffer[]) => void;

interface Open {
  store: TelemetryStore;
  intake: Intake;
  answering: Answering;
}

/** Tasks that come before the store is open wait for it; where it cannot be opened, each of them fails for that reason. */
export class StoreTasks {
  readonly #send: Send;
  readonly #open: Promise<Open>;

  constructor(store: Promise<TelemetryStore>, send: Send) {
    this.#send = send;
    this.#open = store.then((opened) => this.#join(opened));
    // Told to each task.
    this.#open.catch(() => {});
  }

  async receive(task: Task): Promise<void> {
    try {
      const value = await this.#do(task);
      const moved = isAnswer(value) ? [value.body.buffer as ArrayBuffer] : [];
      this.#send({ done: task.id, value }, moved);
    } catch (error) {
      this.#send({ failed: task.id, error: error as Error }, []);
    }
  }

  #join(store: TelemetryStore): Open {
    const changed = () => this.#send({ changed: true }, []);
    const pending = new PendingSpans({ changed });
    store.onChange(changed);
    return { store, intake: intakeOf(store, pending), answering: { store, pending } };
  }

  async #do(task: Task): Promise<unknown> {
    const { store, intake, answering } = await this.#open;
    if ('take' in task) return intake.take(task.take.signal, task.take.format, task.take.body);
    if ('call' in task) return callerOf(store)(task.call.method, ...(task.call.args as never));
    if ('close' in task) return store.close();
    const { method, path, search, body } = task.ask;
    const question = { method, path, query: new URLSearchParams(search), ...(body ? { body } : {}) };
    return sent(await answerQuestion(answering, question));
  }
}

/** Text is encoded here, so that the thread with the ports has nothing to do with it. */
function sent(answer: Answer): SentAnswer {
  const { body } = answer;
  return { ...answer, body: typeof body === 'string' ? new TextEncoder().encode(body) : ownBytes(body) };
}

function isAnswer(value: unknown): value is SentAnswer {
  return typeof value === 'object' && value !== null && 'type' in value && 'body' in value;
}
