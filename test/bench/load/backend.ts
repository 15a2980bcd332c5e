/**
 * Whom an app asks while it is asked itself: on the other core, in the process of the load, which does not sleep either.
 * It does as little as can be, and counts what it is asked.
 */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface Backend {
  port: number;
  asked: { total: number; withTraceparent: number };
  close(): void;
}

const HEAD_END = '\r\n\r\n';
const BODY = JSON.stringify({ sku: 'tea-green-250', stock: 12 });
const ANSWER =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n' +
  `Content-Length: ${BODY.length}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\n${BODY}`;

/** Answers each request head on loopback at once, always the same. */
export async function startBackend(): Promise<Backend> {
  const asked = { total: 0, withTraceparent: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let head = '';
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.setNoDelay();
    // A run that ends leaves its connections half open.
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      head += chunk.toString('latin1');
      if (!head.endsWith(HEAD_END)) return;
      asked.total += 1;
      if (/\r\ntraceparent: 00-/i.test(head)) asked.withTraceparent += 1;
      head = '';
      socket.write(ANSWER, 'latin1');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, asked, close };
}
