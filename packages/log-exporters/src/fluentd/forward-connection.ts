/** One connection to a Forward server: the handshake, then messages, each of which is done when its chunk is acknowledged. */

import { encode } from '@msgpack/msgpack';
import {
  failure,
  isReset,
  type StreamConnection,
  type StreamConnector,
  type StreamListener,
} from '@waymark/delivery';
import { clearTimeout, now, setTimeout } from '@waymark/delivery/builtins';
import { AnswerReader } from './answer-reader.ts';
import { forwardFailure, Refusal } from './forward-failure.ts';
import {
  ackOf,
  type ForwardCredentials,
  type Helo,
  heloOf,
  judgePong,
  ping,
  type Self,
} from './handshake.ts';

/** Messages of a server that nobody waits for yet. */
const MOST_UNREAD = 4;

/** Who closes a connection so soon after the first ack does so each time. */
const SOON_MS = 200;

/** What waits for something of the server, and hears of the connection's end. */
interface Waiting<T> {
  done(value: T): void;
  fail(error: Error): void;
}

/** What a client has to say when it is asked who it is. */
export interface Introduction {
  self: Self;
  /** Without them no handshake is made, and a server that wants one gets nothing. */
  credentials: ForwardCredentials | undefined;
}

export class ForwardConnection {
  /** Whether the server leaves it open after the first message. */
  keepalive = true;
  /** Whether a chunk was acknowledged on it: only then may its end be what servers do to idle connections. */
  used = false;
  /** Whether the server closed it after the first ack, as Fluentd does by `deny_keepalive`: only a HELO says that before. */
  brief = false;
  #usedAt = 0;
  readonly #reader = new AnswerReader();
  readonly #unacknowledged = new Map<string, Waiting<void>>();
  readonly #unread: unknown[] = [];
  #handshake: Waiting<unknown> | undefined;
  #established: boolean;
  #stream: StreamConnection | undefined;
  #trouble: Error | undefined;

  /** @param established whether no handshake is to be made */
  private constructor(established: boolean) {
    this.#established = established;
  }

  /**
   * Connects, and makes the handshake where there are credentials.
   *
   * @throws {Refusal} when the server refuses the client; a `Failure` when it cannot be talked to, or not in time
   */
  static async open(
    connector: StreamConnector,
    { self, credentials }: Introduction,
    limitMs: number,
  ): Promise<ForwardConnection> {
    const end = now() + limitMs;
    const connection = new ForwardConnection(credentials === undefined);
    const listener: StreamListener = {
      data: (bytes) => connection.#read(bytes),
      end: (error) => connection.close(error),
    };
    connection.#stream = await connector.connect(listener, limitMs);
    try {
      if (credentials !== undefined) await connection.#shakeHands(self, credentials, end - now());
      if (connection.#trouble !== undefined) throw connection.#trouble;
      return connection;
    } catch (error) {
      connection.close(error as Error);
      connection.#stream.close(); // where there was trouble before it was known
      throw error;
    }
  }

  get open(): boolean {
    return this.#trouble === undefined;
  }

  /** Whether a message is under way. */
  get busy(): boolean {
    return this.#unacknowledged.size > 0;
  }

  /** Resolves when the server has acknowledged `chunk`; rejects when the connection is over before, or `limitMs` are. */
  deliver(message: Buffer, chunk: string, limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#trouble !== undefined) {
        reject(this.#trouble);
        return;
      }
      const late = () => this.close(failure('ETIMEDOUT', 'the server did not acknowledge in time'));
      const timer = setTimeout(late, limitMs).unref();
      const settled = () => {
        clearTimeout(timer);
        this.#unacknowledged.delete(chunk);
      };
      this.#unacknowledged.set(chunk, {
        done: () => {
          settled();
          resolve();
        },
        fail: (error) => {
          settled();
          reject(error);
        },
      });
      this.#stream!.write(message).catch((error) => this.close(error));
    });
  }

  /** Ends it, and everything under way on it. */
  close(error: Error = failure('ABORT_ERR')): void {
    if (this.#trouble !== undefined) return;
    this.#trouble = error;
    this.brief = this.used && isReset(error) && now() - this.#usedAt < SOON_MS;
    this.#stream?.close();
    this.#handshake?.fail(error);
    for (const waiting of [...this.#unacknowledged.values()]) waiting.fail(error);
  }

  async #shakeHands(self: Self, credentials: ForwardCredentials, limitMs: number): Promise<void> {
    let late = forwardFailure('FORWARD_NO_HELO');
    const timer = setTimeout(() => this.close(late), limitMs).unref();
    try {
      const helo = heloOf(await this.#next());
      if (helo === undefined) throw forwardFailure('FORWARD_UNKNOWN');
      late = failure('ETIMEDOUT');
      this.keepalive = helo.keepalive;
      await this.#prove(helo, self, credentials);
    } finally {
      clearTimeout(timer);
    }
  }

  async #prove(helo: Helo, self: Self, credentials: ForwardCredentials): Promise<void> {
    await this.#stream!.write(Buffer.from(encode(ping(helo, self, credentials))));
    const verdict = judgePong(await this.#pong(), helo, self, credentials.sharedKey);
    if (verdict === 'impostor') throw forwardFailure('FORWARD_IMPOSTOR');
    if (verdict === 'no pong') throw forwardFailure('FORWARD_UNKNOWN');
    if (verdict !== 'welcome') throw new Refusal(verdict.refused);
    this.#established = true;
  }

  /** Fluent Bit answers a key that is not its own by closing the connection. */
  async #pong(): Promise<unknown> {
    try {
      return await this.#next();
    } catch (error) {
      throw isReset(error) ? forwardFailure('FORWARD_NO_PONG') : error;
    }
  }

  /** The next message of the handshake. */
  #next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#unread.length > 0) resolve(this.#unread.shift());
      else if (this.#trouble !== undefined) reject(this.#trouble);
      else this.#handshake = { done: resolve, fail: reject };
    });
  }

  #read(bytes: Buffer): void {
    try {
      this.#reader.read(bytes, (message) => this.#take(message));
    } catch {
      this.close(forwardFailure('FORWARD_UNKNOWN'));
    }
  }

  #take(message: unknown): void {
    if (this.#established) {
      this.#takeAck(message);
    } else if (this.#handshake !== undefined) {
      const { done } = this.#handshake;
      this.#handshake = undefined;
      done(message);
    } else if (this.#unread.push(message) > MOST_UNREAD) {
      this.close(forwardFailure('FORWARD_UNKNOWN'));
    }
  }

  /** An ack that nobody waits for is of no interest: no chunk was taken by it. */
  #takeAck(message: unknown): void {
    const chunk = ackOf(message);
    if (chunk === undefined) {
      this.close(forwardFailure(heloOf(message) === undefined ? 'FORWARD_UNKNOWN' : 'FORWARD_KEY_WANTED'));
      return;
    }
    const waiting = this.#unacknowledged.get(chunk);
    if (waiting === undefined) return;
    if (!this.used) this.#usedAt = now();
    this.used = true;
    waiting.done();
  }
}
