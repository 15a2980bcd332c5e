/** Stands between an exporter and its server and does to the connection what networks do. Knows no protocol. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const NOTHING = Buffer.alloc(0);

interface Pair {
  client: Socket;
  server: Socket;
  /** What the client sent over this connection so far. */
  sent: number;
  /** Of an answer that is being sliced, what is still to come. */
  rest: Buffer;
  frozen: boolean;
}

export class FaultProxy {
  readonly port: number;
  /** How many connections were reset by `cutNextRequestAfter`. */
  cuts = 0;
  /** How many bytes of answers were kept back. */
  held = 0;
  private readonly upstream: number;
  private listener: Server | undefined;
  private readonly pairs = new Set<Pair>();
  private cutAfter = Number.POSITIVE_INFINITY;
  private holdAfter = Number.POSITIVE_INFINITY;
  private bytesPerMs = Number.POSITIVE_INFINITY;
  private sliced = false;
  private frozen = false;

  private constructor(upstream: number, listener: Server) {
    this.upstream = upstream;
    this.port = (listener.address() as AddressInfo).port;
    this.listen(listener);
  }

  /** @param upstream the port that it stands before */
  static async start(upstream: number): Promise<FaultProxy> {
    return new FaultProxy(upstream, await listening(0));
  }

  /** The next connection that sends more than so many bytes is reset there, both ways. Later ones are not. */
  cutNextRequestAfter(bytes: number): void {
    this.cutAfter = bytes;
  }

  /** What the server says is kept back on connections over which the client has sent more than so many bytes. */
  holdAnswersAfter(bytes: number): void {
    this.holdAfter = bytes;
  }

  /** How fast each connection's requests are read. */
  pace(bytesPerMs: number): void {
    this.bytesPerMs = bytesPerMs;
  }

  /** What the server says comes a byte at a time. */
  sliceAnswers(): void {
    this.sliced = true;
  }

  /** Connections are made and kept, and nothing passes any more, in either direction. */
  freeze(): void {
    this.frozen = true;
    this.freezeOpen();
  }

  /** As `freeze`, for the connections that there are: later ones work, as behind a gateway that has forgotten them. */
  freezeOpen(): void {
    for (const pair of this.pairs) pair.frozen = true;
  }

  /** Resets what is open; faults that were set are over. */
  reset(): void {
    this.cutAfter = this.holdAfter = Number.POSITIVE_INFINITY;
    this.frozen = false;
    for (const pair of [...this.pairs]) this.cut(pair);
  }

  /** Nobody listens any more, and what was open is reset. */
  async stop(): Promise<void> {
    const { listener } = this;
    this.listener = undefined;
    this.reset();
    if (listener === undefined) return;
    listener.close();
    await once(listener, 'close');
  }

  /** Listens again, on the same port. */
  async restart(): Promise<void> {
    this.listen(await listening(this.port));
  }

  private listen(listener: Server): void {
    this.listener = listener;
    listener.on('connection', (client) => this.join(client));
  }

  private join(client: Socket): void {
    const server = connect({ port: this.upstream, host: '127.0.0.1', allowHalfOpen: true });
    const pair: Pair = { client, server, sent: 0, rest: NOTHING, frozen: this.frozen };
    this.pairs.add(pair);
    client.on('data', (chunk) => this.forward(pair, chunk));
    server.on('data', (chunk) => this.answer(pair, chunk));
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => this.cut(pair));
      one.on('end', () => {
        // A stream that is paused ends nevertheless when it has nothing left to give.
        const isSliced = one === server && pair.rest.length > 0;
        if (!pair.frozen && !isSliced) other.end();
      });
      one.on('close', () => {
        if (one === client) server.destroy();
        if (client.closed && server.closed) this.pairs.delete(pair);
      });
    }
  }

  private forward(pair: Pair, chunk: Buffer): void {
    pair.client.pause();
    if (pair.frozen) return;
    const room = Math.max(this.cutAfter - pair.sent, 0);
    pair.sent += chunk.length;
    if (chunk.length > room) {
      this.cutAfter = Number.POSITIVE_INFINITY;
      this.cuts++;
      // The server is to see the beginning, and then the end of the connection.
      pair.server.write(chunk.subarray(0, room), () => this.cut(pair));
      return;
    }
    pair.server.write(chunk, () => {
      setTimeout(() => pair.client.resume(), chunk.length / this.bytesPerMs).unref();
    });
  }

  private answer(pair: Pair, chunk: Buffer): void {
    if (pair.frozen || pair.sent > this.holdAfter) this.held += chunk.length;
    else if (this.sliced) {
      pair.server.pause();
      pair.rest = chunk;
      this.slice(pair);
    } else pair.client.write(chunk);
  }

  private slice(pair: Pair): void {
    pair.client.setNoDelay().write(pair.rest.subarray(0, 1));
    pair.rest = pair.rest.subarray(1);
    setImmediate(() => {
      if (pair.rest.length > 0) this.slice(pair);
      else if (pair.server.readableEnded) pair.client.end();
      else pair.server.resume();
    });
  }

  private cut(pair: Pair): void {
    this.pairs.delete(pair);
    // After `end` Node refuses to reset a socket, and its handle would stay open.
    if (pair.client.writableEnded) pair.client.destroy();
    else pair.client.resetAndDestroy();
    pair.server.destroy();
  }
}

async function listening(port: number): Promise<Server> {
  // An end is passed on as everything is: who waits for the other side's end is not to get ours.
  const server = createServer({ allowHalfOpen: true });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
