import assert from 'node:assert/strict';
import net from 'node:net';
import { after, describe, it } from 'node:test';
import { traceThisProcess } from './traced-process.ts';

const traced = traceThisProcess();
const heads: string[] = [];
const sockets = new Set<net.Socket>();
const backend = net.createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    heads.push(chunk.toString('latin1'));
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
});
await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(backend.address() as net.AddressInfo).port}/x`;
after(() => {
  for (const socket of sockets) socket.destroy();
  backend.close();
});

/** The part of undici that is the same in all its versions. */
interface Undici {
  request(
    url: string,
    options: { headers: Record<string, string> },
  ): Promise<{ body: { text(): Promise<string> } }>;
  fetch(url: string, options: { headers: Record<string, string> }): Promise<{ text(): Promise<string> }>;
}

const copied = { Traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`, 'X-Request-ID': 'own' };

for (const copy of ['undici', 'undici-5']) {
  describe(`${copy} out of node_modules`, async () => {
    const { request, fetch } = (await import(copy)) as Undici;
    const ways: Record<string, (headers: Record<string, string>) => Promise<string>> = {
      request: async (headers) => (await request(url, { headers })).body.text(),
      fetch: async (headers) => (await fetch(url, { headers })).text(),
    };
    for (const [way, send] of Object.entries(ways)) {
      it(`has a span for ${way}, and headers that are there once`, async () => {
        for (const headers of [{}, copied]) {
          heads.length = 0;
          await send(headers);
          const [span] = await traced.take(1);
          const { traceId, spanId } = span!.spanContext();
          assert.equal(span!.parentSpanContext?.traceId, headers === copied ? '1'.repeat(32) : undefined);
          assert.equal(span!.attributes['url.full'], url);
          assert.deepEqual(valuesOf('traceparent'), [`00-${traceId}-${spanId}-01`]);
          assert.deepEqual(valuesOf('x-request-id'), [headers === copied ? 'own' : traceId]);
        }
        assert.deepEqual(traced.warnings, []);
      });
    }
  });
}

function valuesOf(name: string): (string | undefined)[] {
  return [...heads[0]!.matchAll(new RegExp(`^${name}: (.*)\r$`, 'gim'))].map((match) => match[1]);
}
