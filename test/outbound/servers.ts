/** Servers that keep all they are sent, of no instrumentation: what is on the wire is what is compared. */

import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';

export interface RecordingServer {
  readonly port: number;
  /** What was sent by now: one text a request, in lower case. */
  readonly heads: string[];
  close(): void;
}

/** HTTP/1.1; a request for `/to?<url>` is sent on. With a certificate over TLS, with a path on a socket of the file system. */
export async function startServer(
  options: { tls?: { key: string; cert: string }; path?: string } = {},
): Promise<RecordingServer> {
  const heads: string[] = [];
  const sockets = new Set<net.Socket>();
  const serve = (socket: net.Socket | TLSSocket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let unread = '';
    socket.on('data', (chunk) => {
      unread += chunk.toString('latin1');
      for (let end = unread.indexOf('\r\n\r\n'); end !== -1; end = unread.indexOf('\r\n\r\n')) {
        const head = unread.slice(0, end + 2);
        unread = unread.slice(end + 4);
        heads.push(head.toLowerCase());
        const [, to] = /^GET \S*\/to\?(\S+)/.exec(head) ?? [];
        const location = to === undefined ? '' : `Location: ${decodeURIComponent(to)}\r\n`;
        socket.write(`HTTP/1.1 ${location ? '302 Found' : '200 OK'}\r\n${location}Content-Length: 0\r\n\r\n`);
      }
    });
  };
  const server = options.tls ? createTlsServer(options.tls, serve) : net.createServer(serve);
  await new Promise<void>((resolve) =>
    options.path ? server.listen(options.path, resolve) : server.listen(0, '127.0.0.1', resolve),
  );
  return {
    port: options.path ? 0 : (server.address() as AddressInfo).port,
    heads,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** HTTP/2 without TLS, which answers gRPC too: that it knows no such call. With a path on a socket of the file system. */
export async function startHttp2Server(path?: string): Promise<RecordingServer> {
  const heads: string[] = [];
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, _headers, _flags, raw) => {
    heads.push(linesOf(raw as unknown as string[]));
    stream.on('error', () => {});
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' },
      { endStream: true },
    );
  });
  await new Promise<void>((resolve) =>
    path ? server.listen(path, resolve) : server.listen(0, '127.0.0.1', resolve),
  );
  return {
    port: path ? 0 : (server.address() as AddressInfo).port,
    heads,
    close() {
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}

function linesOf(raw: readonly string[]): string {
  const lines = raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1]}\r\n`] : []));
  return lines.join('').toLowerCase();
}

/** All values of one header. */
export function valuesOf(head: string, name: string): string[] {
  return [...head.matchAll(new RegExp(`^${name}: (.*)\\r$`, 'gm'))].map(([, value]) => value!);
}

/** The names of headers in a head that any part of ours could have written. */
export function oursIn(head: string): string[] {
  const names = [...head.matchAll(/^(:?[^:\r\n ]+):/gm)].map(([, name]) => name!);
  return names.filter((name) => OURS.test(name)).sort();
}

const OURS =
  /^(?:traceparent|tracestate|baggage|b3|x-b3-.*|uber.*|x-amzn-trace-id|ot-.*|ot-tracer-.*|x-request-.*|x-service-name|x-waymark-.*)$/;
