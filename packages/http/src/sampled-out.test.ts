import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { it } from 'node:test';
import { context, trace } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { AlwaysOffSampler } from '@waymark/tracing';
import { HttpDurations } from './durations/http-durations.ts';
import { describeDurations } from './metric-memory.ts';
import { get, valuesOf } from './raw-client.ts';
import { listen, stop, traceThisProcess } from './traced-process.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

it('a request that is not sampled has no span, and still propagates, with its id, and is measured', async () => {
  const metrics = new HttpDurations('trace_based');
  const durations = metrics.reader('cumulative', { name: 'test' });
  const traced = traceThisProcess({ sampler: new AlwaysOffSampler(), metrics });
  const heads: string[] = [];
  const backend = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heads.push(chunk.toString());
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  const { port } = backend.address() as net.AddressInfo;
  const server = http.createServer(async (request, response) => {
    for await (const _chunk of request);
    assert.equal(trace.getSpan(context.active())?.isRecording(), false);
    assert.ok(getRPCMetadata(context.active()));
    await fetch(`http://127.0.0.1:${port}/`);
    http.get(`http://127.0.0.1:${port}/`, (answer) => answer.resume().on('end', () => response.end()));
  });
  const response = await get(await listen(server), '/', [`traceparent: 00-${TRACE}-b7ad6b7169203331-00`]);
  await traced.take(0);
  assert.deepEqual(valuesOf(response, 'x-request-id'), [TRACE]);
  assert.equal(heads.length, 2);
  for (const head of heads) {
    assert.match(head, new RegExp(`traceparent: 00-${TRACE}-(?!b7ad6b7169203331)[0-9a-f]{16}-00\\r\\n`));
    assert.match(head, new RegExp(`x-request-id: ${TRACE}\\r\\n`));
  }
  const counts = describeDurations(durations()).map((line) =>
    / http\.(server|client)\..* x(\d+) /.exec(line),
  );
  assert.deepEqual(counts.map((found) => found?.slice(1)).sort(), [
    ['client', '1'],
    ['client', '1'],
    ['server', '1'],
  ]);
  assert.deepEqual(traced.warnings, []);
  await stop(server);
  backend.close();
});
