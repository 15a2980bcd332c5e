/** One connection to a receiver of lines: what is sent over it, and how that ends. */

import {
  type Answer,
  type Failure,
  failure,
  isReset,
  type StreamConnection,
  type StreamConnector,
} from '@waymark/delivery';
import { clearTimeout, now, setTimeout } from '@waymark/delivery/builtins';

export interface LineRoundLimits {
  connectMs: number;
  /** How long the receiver may keep its end open when we have ended ours. */
  receiptMs: number;
}

/** What is handed to the system at a time, so that a receiver that reads slowly is not taken for one that does not read. */
const SLICE = 64 * 1024;

/**
 * A receiver that takes nothing for so long is given up. Logstash takes nothing while its pipeline is blocked, and reads
 * everything afterwards: to give up sooner would send it the same lines several times.
 */
const STALLED_MS = 5 * 60_000;

/**
 * A receiver that ends the connection before we do has not read what we wrote: so we give it a moment. That it ended at once is
 * heard here after about the time that it took to connect.
 */
const SETTLING_MS = 10;
const LONGEST_SETTLING_MS = 250;
const TIMES_CONNECTING = 1.5;

/** Of what the receiver writes, enough to see what it is. */
const LARGEST_ANSWER = 1024;

interface Post {
  readonly body: Buffer;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

export class LineRound {
  readonly #limits: LineRoundLimits;
  readonly #posts: Post[] = [];
  readonly #connecting: Promise<StreamConnection>;
  readonly #onOver: () => void;
  #connection: StreamConnection | undefined;
  #answer: Buffer = Buffer.alloc(0);
  #written = 0;
  #state: 'open' | 'ending' | 'over' = 'open';

  /** Connects at once. @param onOver called when everything that was sent is settled, which something must be */
  constructor(connector: StreamConnector, limits: LineRoundLimits, onOver: () => void) {
    this.#limits = limits;
    this.#onOver = onOver;
    this.#connecting = connector.connect(
      { data: (chunk) => this.#heard(chunk), end: (error) => this.#fail(error) },
      limits.connectMs,
    );
    this.#run().catch((error) => this.#fail(error));
  }

  /** Whether what is sent goes over this connection: until its end begins. */
  get takesMore(): boolean {
    return this.#state === 'open';
  }

  /** In the order of the calls. Everything is taken, or nothing is: of a connection that breaks nobody knows how much was read. */
  send(body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#posts.push({ body, resolve, reject });
    });
  }

  abort(): void {
    this.#fail(failure('ABORT_ERR'));
  }

  async #run(): Promise<void> {
    const began = now();
    const connection = await this.#connecting;
    const settlingMs = Math.max(SETTLING_MS, TIMES_CONNECTING * (now() - began));
    this.#connection = connection;
    if (this.#state === 'over') return connection.close();
    do {
      await this.#writeAll(connection);
      await settling(Math.min(settlingMs, LONGEST_SETTLING_MS));
    } while (this.#written < this.#posts.length);
    if (this.#state !== 'open') return;
    this.#state = 'ending';
    const ended = connection.end().then(() => TAKEN);
    this.#succeed(await within(this.#limits.receiptMs, ended, () => WRITTEN));
  }

  async #writeAll(connection: StreamConnection): Promise<void> {
    for (; this.#written < this.#posts.length; this.#written++) {
      const { body } = this.#posts[this.#written]!;
      for (let at = 0; at < body.length; at += SLICE) {
        const written = connection.write(body.subarray(at, at + SLICE));
        await within(STALLED_MS, written, () => {
          throw failure('ETIMEDOUT', 'the receiver has taken no more lines for five minutes');
        });
      }
    }
  }

  #heard(chunk: Buffer): void {
    if (this.#answer.length < LARGEST_ANSWER)
      this.#answer = Buffer.concat([this.#answer, chunk.subarray(0, LARGEST_ANSWER)]);
  }

  #succeed(answer: Answer): void {
    const other = otherProtocol(this.#answer);
    this.#over((post) => post.resolve(other ?? answer));
  }

  #fail(error: Failure): void {
    const other = otherProtocol(this.#answer);
    this.#over((post) => (other === undefined ? post.reject(explained(error)) : post.resolve(other)));
  }

  #over(settle: (post: Post) => void): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#connection?.close();
    for (const post of this.#posts.splice(0)) settle(post); // a round that is over holds no bodies
    this.#onOver();
  }
}

const TAKEN: Answer = { status: 200, contentType: '', body: Buffer.alloc(0) };

/** HTTP's "accepted", of what was written and has no receipt. */
export const NO_RECEIPT = 202;
const WRITTEN: Answer = { ...TAKEN, status: NO_RECEIPT };

/** What a server said that takes something else; the body is why, in our words. A receiver of lines says nothing, or what is its own affair. */
function otherProtocol(answer: Buffer): Answer | undefined {
  const isAlert = answer[0] === 0x15 && answer[1] === 3;
  if (!isAlert && !answer.toString('latin1').startsWith('HTTP/')) return undefined;
  return {
    ...TAKEN,
    status: 400,
    body: Buffer.from(isAlert ? 'it wants TLS, which tls:// stands for' : 'it speaks HTTP'),
  };
}

function explained(error: Failure): Failure {
  if (!isReset(error)) return error;
  return failure(error.code, 'the connection was closed before all lines were read');
}

/** What `work` gives, or `late` when the time is over. */
function within<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms).unref();
  });
  return Promise.race([work, limit.then(late)]).finally(() => clearTimeout(timer));
}

function settling(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
