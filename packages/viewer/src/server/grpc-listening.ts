import type { Http2Server, ServerHttp2Session } from 'node:http2';
import { otlpGrpc } from '../receiving/otlp-grpc.ts';
import type { ReceiverOptions } from '../receiving/otlp-http.ts';
import { listenAt } from './listen.ts';

/** What still runs at the end gets so long to be answered. */
const GRACE_MS = 1_000;

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
  // Here, and not at the top: HTTP/2 takes milliseconds to load that the page has no need to wait for.
  const { createServer } = await import('node:http2');
  const sessions = new Set<ServerHttp2Session>();
  const make = () => {
    const server = otlpGrpc(createServer, options);
    server.on('session', (session) => {
      sessions.add(session);
      session.on('close', () => sessions.delete(session));
    });
    return server;
  };
  const listening = await listenAt(make, hosts, port, asked);
  const close = async () => {
    const grace = setTimeout(() => {
      for (const session of sessions) session.destroy();
    }, GRACE_MS);
    const closed = listening.servers.map((server) => closeServer(server));
    for (const session of sessions) session.close();
    await Promise.all(closed);
    clearTimeout(grace);
  };
  return { port: listening.port, close };
}

const closeServer = (server: Http2Server) => new Promise<void>((resolve) => server.close(() => resolve()));
