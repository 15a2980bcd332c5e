/** Records by the hundred thousand, offered in a process of their own, whose memory is looked at. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { runNode } from '../node-process.ts';
import type { ExporterAdapter } from './adapter.ts';

export interface Offer {
  records: number;
  /** Characters of filler in each. */
  size: number;
  /** A port where nobody listens, or one that takes connections and never reads. */
  to: 'nobody' | 'silence';
}

/** What the child prints. */
export interface Offered {
  delivered: number;
  dropped: number;
  /** By how much more was alive at most than before the first record, after a collection. */
  grownBytes: number;
  shutdownMs: number;
  lines: string[];
}

const CHILD = fileURLToPath(new URL('./many-records-child.ts', import.meta.url));

/** The queue's 16 MiB, a batch that is being made, one that is being sent, and the code of the transport. */
const MOST_GROWTH = 26 * 1024 * 1024;

export async function offerMany(adapter: ExporterAdapter, { records, size, to }: Offer): Promise<void> {
  const server = await silentServer();
  const { port } = server.address() as AddressInfo;
  if (to === 'nobody') await closed(server);
  try {
    const args = [adapter.module, String(port), String(records), String(size)];
    const { stdout, stderr, code } = await runNode(CHILD, {
      args,
      flags: ['--expose-gc'],
      timeoutMs: 60_000,
    });
    assert.equal(code, 0, `${stdout}${stderr}`);
    assertBounded(JSON.parse(stdout), records, to);
  } finally {
    if (to === 'silence') await closed(server);
  }
}

function assertBounded(offered: Offered, records: number, to: Offer['to']): void {
  const seen = JSON.stringify(offered);
  assert.equal(offered.delivered + offered.dropped, records, seen);
  if (to === 'nobody') assert.equal(offered.delivered, 0, seen);
  assert.ok(offered.grownBytes < MOST_GROWTH, seen);
  assert.ok(offered.shutdownMs < 1_500, seen);
  assert.ok(offered.lines.length >= 1 && offered.lines.length <= 4, seen);
}

async function silentServer(): Promise<Server> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.on('close-all', () => {
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function closed(server: Server): Promise<void> {
  server.emit('close-all');
  server.close();
  await once(server, 'close');
}
