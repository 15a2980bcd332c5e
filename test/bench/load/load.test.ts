import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openLoad } from './load.ts';
import { gets, posts, type RequestKind } from './request-mix.ts';

async function asked(kind: RequestKind, count: number, status = 200) {
  const seen: { url: string; traceparent: string | undefined; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ url: request.url!, traceparent: request.headers['traceparent'] as string, body });
    response.writeHead(status, { 'content-length': 2 }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const load = await openLoad((server.address() as AddressInfo).port, kind);
  try {
    return { block: await load.run(count), sent: load.sent, seen };
  } finally {
    load.close();
    server.close();
  }
}

test('the load sends the mix that it says, and has a latency of each', async () => {
  const { block, sent, seen } = await asked(gets(), 50);
  assert.deepEqual(sent, { total: 50, withParent: 25, withQuery: 25 });
  assert.equal(new Set(seen.flatMap(({ traceparent }) => traceparent ?? [])).size, 25);
  assert.equal(seen.filter(({ url }) => url.endsWith('?page=2&sort=name')).length, 25);
  assert.equal(block.latencies.length, 50);
  assert.ok(block.latencies.every((latency) => latency > 0 && latency <= block.millis));
});

test('a POST has a body of JSON', async () => {
  const { seen } = await asked(posts(), 2);
  for (const { body } of seen) assert.equal(JSON.parse(body).lines.length, 2);
});

test('callers that do not sample say so', async () => {
  const { seen } = await asked(gets({ sampled: false }), 4);
  assert.ok(seen.some(({ traceparent }) => traceparent?.endsWith('-00')));
  assert.ok(!seen.some(({ traceparent }) => traceparent?.endsWith('-01')));
});

test('an answer that is not a 200 is an error', async () => {
  await assert.rejects(asked(gets(), 1, 503), /not a 200:\nHTTP\/1.1 503/);
});
