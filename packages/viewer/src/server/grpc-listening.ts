/**
 * The port of OTLP/gRPC. `node:http2` takes as long to load as all the rest of the viewer, and most never need it: it loads with
 * the first connection.
 */

import type { Http2Server, ServerHttp2Session } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import { otlpGrpc } from '../receiving/otlp-grpc.ts';
import type { ReceiverOptions } from '../receiving/otlp-http.ts';
import { listenAt } from './listen.ts';

/** What still runs at the end gets so long to be answered. */
const GRACE_MS = 1_000;

const MOST_CONNECTIONS = 2048;

export interface GrpcListening {
  port: number;
  /** Lets calls end for a moment, then closes all connections. */
  close(): Promise<void>;
}

/** @throws {Error} when the port was asked for and is taken */
export async function listenGrpc(
  options: ReceiverOptions,
  hosts: readonly string[],
  port: number,
  asked: boolean,
): Promise<GrpcListening> {
  const connections = new Connections(options);
  const make = () => {
    const server = createServer((socket) => connections.add(socket));
    server.maxConnections = MOST_CONNECTIONS;
    return server;
  };
  const listening = await listenAt(make, hosts, port, asked);
  const close = async () => {
    const closed = listening.servers.map(closeServer);
    await Promise.all([connections.close(), ...closed]);
  };
  return { port: listening.port, close };
}

const closeServer = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));

/** Hands sockets to a server of HTTP/2 that is made for the first of them, and never listens itself. */
class Connections {
  readonly #options: ReceiverOptions;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  #server: Promise<Http2Server> | undefined;
  #isClosing = false;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // What the session does not hear of, as long as there is none.
    socket.on('error', () => {});
    this.#server ??= this.#load();
    void this.#server.then((server) => {
      if (this.#isClosing) socket.destroy();
      else if (!socket.destroyed) server.emit('connection', socket);
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    for (const session of this.#sessions) session.close();
    const grace = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, GRACE_MS);
    const closing = [...this.#sockets].map(
      (socket) => new Promise<void>((resolve) => socket.once('close', resolve)),
    );
    await Promise.all(closing);
    clearTimeout(grace);
  }

  async #load(): Promise<Http2Server> {
    const { createServer } = await import('node:http2');
    const server = otlpGrpc(createServer, this.#options);
    server.on('session', (session) => {
      this.#sessions.add(session);
      session.on('close', () => this.#sessions.delete(session));
    });
    return server;
  }
}
