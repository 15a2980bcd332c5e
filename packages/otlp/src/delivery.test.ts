import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DeliveryQueue } from '@waymark/delivery';
import { startOtlpServer } from '@waymark/testing';
import { OtlpLogRecordProcessor } from './log-record-processor.ts';
import { RandomRecords } from './oracle/random-records.ts';
import { logRecord, resource, span, spanContext } from './oracle/records.ts';
import { OtlpSpanProcessor } from './span-processor.ts';

function queueTo(url: string, signal: 'traces' | 'logs'): DeliveryQueue {
  const destination = { timeoutMs: 5000, contentType: 'application/x-protobuf', userAgent: 'test' };
  const report = (line: string) => assert.fail(line);
  return new DeliveryQueue({ destination: { ...destination, url: `${url}/v1/${signal}` }, signal, report });
}

it('a strict OTLP server takes our spans and log records', async (t) => {
  const server = await startOtlpServer();
  t.after(() => server.close());
  const spans = new OtlpSpanProcessor({
    resource,
    queue: queueTo(server.url, 'traces'),
    maxExportBatchSize: 40,
  });
  const logs = new OtlpLogRecordProcessor({ resource, queue: queueTo(server.url, 'logs') });
  for (let i = 0; i < 100; i++) {
    const spanId = i.toString(16).padStart(16, 'b');
    spans.onEnd(span({ name: `span ${i}` }, spanContext({ spanId })));
  }
  for (let i = 0; i < 10; i++) logs.onEmit(logRecord({ body: `line ${i}` }));
  await Promise.all([spans.forceFlush(), logs.forceFlush()]);

  assert.deepEqual(
    server.spans.map(({ name }) => name),
    Array.from({ length: 100 }, (_, i) => `span ${i}`),
  );
  assert.deepEqual(
    server.logs.map(({ body }) => body),
    Array.from({ length: 10 }, (_, i) => `line ${i}`),
  );
  assert.equal(server.requests.filter(({ path }) => path === '/v1/traces').length, 3);
  server.assertClean();
  await Promise.all([spans.shutdown(), logs.shutdown()]);
});

it('a strict OTLP server finds no field unknown in random spans and log records', async (t) => {
  const server = await startOtlpServer();
  t.after(() => server.close());
  const spans = new OtlpSpanProcessor({ resource, queue: queueTo(server.url, 'traces') });
  const logs = new OtlpLogRecordProcessor({ resource, queue: queueTo(server.url, 'logs') });
  const random = new RandomRecords(1);
  for (const record of random.spans(200)) spans.onEnd(record);
  for (const record of random.logRecords(200)) logs.onEmit(record);
  await Promise.all([spans.shutdown(), logs.shutdown()]);
  assert.equal(server.spans.length, spans.counts.queued);
  assert.equal(server.logs.length, 200);
});
