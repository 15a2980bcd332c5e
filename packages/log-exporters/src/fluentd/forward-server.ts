/** One of the servers: its connections, and whether it works. */

import { randomBytes } from 'node:crypto';
import { failure, isReset, type StreamConnector, type StreamElsewhere } from '@waymark/delivery';
import { now } from '@waymark/delivery/builtins';
import { ForwardConnection } from './forward-connection.ts';
import type { ForwardCredentials } from './handshake.ts';

/** However often a server failed, it is looked at after so many times the first wait. */
const MOST_WAITS = 32;

/** Longest time to connect and shake hands: a batch has other servers to go to. */
const OPENING_MS = 5_000;

export interface ForwardClient {
  /** Its name in the handshake; a server that has the same name refuses it. */
  hostname: string;
  credentials?: ForwardCredentials | undefined;
  /** How soon a server that failed is looked at again while another works; doubled each time. */
  returnAfterMs: number;
}

export class ForwardServer {
  readonly #connector: StreamConnector;
  readonly #client: ForwardClient;
  readonly #connections = new Set<ForwardConnection>();
  #shared: ForwardConnection | undefined;
  #opening: Promise<ForwardConnection> | undefined;
  /** What is opened before the last `close` is not used. */
  #era = 0;
  /** Whether it takes one message over a connection, without a HELO that says so. */
  #closesEach = false;
  #failures = 0;
  #lookAt = 0;
  /** Whether the last that is known of it is good. */
  works = true;

  constructor(connector: StreamConnector, client: ForwardClient) {
    this.#connector = connector;
    this.#client = client;
  }

  /** For a transport that another process makes of it. */
  get elsewhere(): StreamElsewhere {
    return this.#connector.elsewhere;
  }

  /** Resolves when the server has the chunk. Rejects as `ForwardConnection` does. */
  async deliver(message: Buffer, chunk: string, limitMs: number): Promise<void> {
    const end = now() + limitMs;
    while (!(await this.#hasTaken(message, chunk, end)));
    this.works = true;
    this.#failures = 0;
  }

  /** It failed: others are to be preferred for a while. Of many messages that fail together the first has told that. */
  fail(): void {
    if (!this.works && now() < this.#lookAt) return;
    this.works = false;
    this.#lookAt = now() + this.#client.returnAfterMs * Math.min(2 ** this.#failures++, MOST_WAITS);
  }

  /** Finds out whether it works again, when it is time to, beside what is being sent elsewhere. Never throws. */
  look(): void {
    if (this.works || now() < this.#lookAt) return;
    this.fail(); // until it is known better
    this.#connection(OPENING_MS).then(
      (connection) => {
        this.works = true;
        if (!connection.keepalive) this.#forget(connection); // it was for one message, and there is none
      },
      () => {},
    );
  }

  /** Closes the connection that nothing is under way on; another server is preferred again. */
  rest(): void {
    const { used, busy } = this.#shared ?? { used: false, busy: false };
    if (this.#shared !== undefined && used && !busy) this.#forget(this.#shared);
  }

  /** Closes all; what is under way rejects. */
  close(): void {
    this.#era++;
    this.#opening = undefined;
    this.#connector.abort();
    for (const connection of this.#connections) this.#forget(connection);
  }

  /** False when the server closed an idle connection while we wrote to it, or one that it takes a single message over: nothing is wrong. */
  async #hasTaken(message: Buffer, chunk: string, end: number): Promise<boolean> {
    const connection = await this.#connection(end - now());
    try {
      await this.#deliverOn(connection, message, chunk, end - now());
      return true;
    } catch (error) {
      if (connection.used && isReset(error)) return false;
      throw error;
    }
  }

  async #deliverOn(connection: ForwardConnection, message: Buffer, chunk: string, limitMs: number) {
    try {
      await connection.deliver(message, chunk, limitMs);
    } finally {
      if (!connection.open || !connection.keepalive) this.#forget(connection);
    }
  }

  /** The one that all messages share, or one for this message where the server wants that. */
  async #connection(limitMs: number): Promise<ForwardConnection> {
    if (this.#shared?.open) return this.#shared;
    if (this.#shared !== undefined) this.#forget(this.#shared);
    const era = this.#era;
    const opening = this.#opening ?? this.#openShared(limitMs);
    const connection = await opening;
    if (era !== this.#era) throw failure('ABORT_ERR');
    if (connection.keepalive) return connection;
    // The first of those that waited for it has it.
    if (this.#opening === opening) {
      this.#opening = undefined;
      return connection;
    }
    return this.#open(limitMs);
  }

  #openShared(limitMs: number): Promise<ForwardConnection> {
    const opening = this.#open(limitMs).then(
      (connection) => {
        if (connection.keepalive) this.#forgetOpening(opening);
        return connection;
      },
      (error) => {
        this.#forgetOpening(opening);
        throw error;
      },
    );
    this.#opening = opening;
    return opening;
  }

  #forgetOpening(opening: Promise<ForwardConnection>): void {
    if (this.#opening === opening) this.#opening = undefined;
  }

  async #open(limitMs: number): Promise<ForwardConnection> {
    const era = this.#era;
    const { hostname, credentials } = this.#client;
    const self = { hostname, salt: randomBytes(16).toString('hex') };
    const limit = Math.min(limitMs, OPENING_MS);
    const connection = await ForwardConnection.open(this.#connector, { self, credentials }, limit);
    if (era !== this.#era) {
      connection.close();
      throw failure('ABORT_ERR');
    }
    this.#connections.add(connection);
    if (this.#closesEach) connection.keepalive = false;
    if (connection.keepalive) this.#shared = connection;
    return connection;
  }

  #forget(connection: ForwardConnection): void {
    this.#connections.delete(connection);
    if (this.#shared === connection) this.#shared = undefined;
    connection.close();
    // With a handshake HELO tells. Where it was a restart, the mistake costs a connection a batch.
    if (connection.brief && this.#client.credentials === undefined) this.#closesEach = true;
  }
}
