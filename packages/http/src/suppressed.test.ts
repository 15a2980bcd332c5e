/** What exporters ask for leaves nothing behind: no span, no header, no duration. */
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { after, describe, it } from 'node:test';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { Client, request as undiciRequest } from 'undici';
import { HttpDurations } from './durations/http-durations.ts';
import { describeDurations } from './metric-memory.ts';
import { traceThisProcess } from './traced-process.ts';

const durations = new HttpDurations('trace_based');
const measured = durations.reader('delta', { name: 'ours' });
const traced = traceThisProcess({ metrics: durations });
const heads: string[] = [];
const sockets = new Set<net.Socket>();
const backend = net.createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    heads.push(chunk.toString('latin1'));
    if (heads.at(-1)!.includes('/broken')) socket.destroy();
    else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
});
await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(backend.address() as net.AddressInfo).port}`;
const client = new Client(origin);
after(async () => {
  await client.destroy();
  http.globalAgent.destroy();
  for (const socket of sockets) socket.destroy();
  backend.close();
});

const byHttp = (path: string) =>
  new Promise<void>((resolve) => {
    const request = http.request(`${origin}${path}`, { method: 'POST' }, (response) => response.resume());
    request.on('error', () => {}).on('close', () => resolve());
    request.end('spans');
  });

const ways: Record<string, (path: string) => Promise<unknown>> = {
  'node:http': byHttp,
  fetch: (path) => fetch(origin + path, { method: 'POST', body: 'spans' }).then((answer) => answer.text()),
  'request of undici': async (path) => (await undiciRequest(origin + path)).body.text(),
  'a client of undici': async (path) => (await client.request({ path, method: 'GET' })).body.text(),
};

describe('a suppressed request', () => {
  for (const [way, send] of Object.entries(ways)) {
    for (const path of ['/v1/traces', '/broken']) {
      it(`leaves nothing behind: ${way}, ${path}`, async () => {
        heads.length = 0;
        await context.with(suppressTracing(ROOT_CONTEXT), () => send(path).catch(() => {}));
        await traced.take(0);
        assert.deepEqual(describeDurations(measured()), []);
        assert.ok(heads.length > 0);
        for (const head of heads) assert.doesNotMatch(head, /traceparent|x-request-id|baggage/i);
      });
    }

    it(`is not what others are: ${way}`, async () => {
      await send('/');
      await traced.take(1);
      assert.equal(describeDurations(measured()).length, 1);
    });
  }
});
