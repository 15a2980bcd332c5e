import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { diag, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Batch } from '@waymark/delivery';
import { OtlpLogRecordProcessor } from './log-record-processor.ts';
import { plainLogs, plainTraces } from './oracle/plain-records.ts';
import { logRecord, resource, span, spanContext } from './oracle/records.ts';
import { MAX_BATCH_BYTES, type OtlpProcessorOptions } from './record-batcher.ts';
import { OtlpSpanProcessor } from './span-processor.ts';

/** A queue that remembers what it was given, and in which async context. */
class RecordingQueue {
  readonly batches: Batch[] = [];
  readonly contexts: unknown[] = [];
  readonly calls: string[] = [];
  off = false;

  add(batch: Batch): void {
    this.batches.push(batch);
    this.contexts.push(requestContext.getStore());
  }

  async flush(timeoutMs?: number): Promise<void> {
    this.calls.push(`flush ${timeoutMs}`);
  }

  async shutdown(): Promise<void> {
    this.calls.push('shutdown');
  }

  /** Names of all spans, batch by batch. */
  get names(): string[][] {
    return this.batches.map(({ body }) =>
      plainTraces(body).flatMap((group) =>
        group.scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
      ),
    );
  }

  /** The resource's service name of each batch. */
  get services(): unknown[] {
    return this.batches.map(({ body }) => plainTraces(body)[0]!.resource.attributes['service.name']);
  }
}

const requestContext = new AsyncLocalStorage<string>();

function spanProcessor(options: Partial<OtlpProcessorOptions<ReadableSpan>> = {}) {
  const queue = new RecordingQueue();
  const lines: string[] = [];
  const report = (line: string) => lines.push(line);
  return { queue, lines, processor: new OtlpSpanProcessor({ resource, queue, report, ...options }) };
}

/** A resource with one attribute that `settle` makes known, or never if that is not called. */
function pendingResource(): { resource: Resource; settle: () => void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  return {
    resource: resourceFromAttributes({ 'service.name': promise, known: 1 }),
    settle: () => resolve('late'),
  };
}

const throwing = Object.defineProperty({}, 'boom', {
  enumerable: true,
  get() {
    throw new Error('no value');
  },
});

describe('a serializer', () => {
  const names = (spans: readonly ReadableSpan[]) => Buffer.from(spans.map(({ name }) => name).join());

  it('writes each batch when it is cut', () => {
    const { queue, processor } = spanProcessor({ serialize: names, maxExportBatchSize: 2 });
    for (const name of ['a', 'b', 'c']) processor.onEnd(span({ name }));
    processor.cut();
    assert.deepEqual(
      queue.batches.map(({ body, records }) => [String(body), records]),
      [
        ['a,b', 2],
        ['c', 1],
      ],
    );
  });

  it('has its batch cut by what the records hold, so that few large ones are a batch', () => {
    const { queue, processor } = spanProcessor({ serialize: names });
    const large = { stack: 'x'.repeat(100 * 1024) };
    for (let i = 0; i < 12; i++) processor.onEnd(span({ attributes: large }));
    for (let i = 0; i < 511; i++) processor.onEnd(span());
    processor.cut();
    assert.deepEqual(
      queue.batches.map(({ records }) => records),
      [6, 6, 511],
    );
  });

  it('keeps no record that cannot be read, and all others', () => {
    const { queue, lines, processor } = spanProcessor({ serialize: names });
    processor.onEnd(span({ name: 'a' }));
    processor.onEnd(span({ name: 'bad', attributes: throwing }));
    processor.onEnd(span({ name: 'b' }));
    processor.cut();
    assert.deepEqual(
      queue.batches.map(({ body }) => String(body)),
      ['a,b'],
    );
    assert.equal(lines.length, 1);
  });

  it('waits for the resource as the protobuf encoder does', async () => {
    const { resource, settle } = pendingResource();
    const services = (spans: readonly ReadableSpan[]) =>
      Buffer.from(spans.map((each) => each.resource.attributes['service.name']).join());
    const { queue, processor } = spanProcessor({ resource, serialize: services, maxExportBatchSize: 1 });
    processor.onEnd(span({ resource }));
    assert.equal(queue.batches.length, 0);
    settle();
    await processor.forceFlush();
    assert.equal(String(queue.batches[0]?.body), 'late');
  });

  it('that throws loses its batch, which is counted and said, and no other', () => {
    const failing = (spans: readonly ReadableSpan[]) => {
      if (spans.some(({ name }) => name === 'bad')) throw new Error('no');
      return names(spans);
    };
    const { queue, lines, processor } = spanProcessor({ serialize: failing, maxExportBatchSize: 2 });
    for (const name of ['a', 'bad', 'b', 'c']) processor.onEnd(span({ name }));
    assert.deepEqual(
      queue.batches.map(({ body }) => String(body)),
      ['b,c'],
    );
    assert.deepEqual(processor.counts, { queued: 2, dropped: 2 });
    assert.deepEqual(lines, [
      '2 records were dropped, which could not be encoded ("no"); more are only counted.',
    ]);
  });
});

describe('OtlpSpanProcessor', () => {
  it('hands over a batch as soon as it is full', () => {
    const { queue, processor } = spanProcessor({ maxExportBatchSize: 2 });
    for (const name of ['a', 'b', 'c']) processor.onEnd(span({ name }));
    assert.deepEqual(queue.names, [['a', 'b']]);
    assert.deepEqual(
      queue.batches.map(({ records }) => records),
      [2],
    );
    processor.cut();
    assert.deepEqual(queue.names, [['a', 'b'], ['c']]);
  });

  it('hands over a batch that has reached its size in bytes', () => {
    const { queue, processor } = spanProcessor();
    const attributes = { large: 'x'.repeat(MAX_BATCH_BYTES / 4) };
    for (let i = 0; i < 4; i++) processor.onEnd(span({ attributes }));
    assert.deepEqual(
      queue.batches.map(({ records }) => records),
      [4],
    );
  });

  it('hands over what it has after the delay', async () => {
    const { queue, processor } = spanProcessor({ scheduledDelayMillis: 20 });
    processor.onEnd(span({ name: 'a' }));
    assert.deepEqual(queue.names, []);
    await until(() => queue.batches.length === 1);
    processor.onEnd(span({ name: 'b' }));
    await until(() => queue.batches.length === 2);
    assert.deepEqual(queue.names, [['a'], ['b']]);
  });

  it('hands over nothing when there is nothing', async () => {
    const { queue, processor } = spanProcessor();
    processor.cut();
    await processor.forceFlush();
    assert.deepEqual(queue.batches, []);
  });

  it('ignores spans that are not sampled', () => {
    const { queue, processor } = spanProcessor({ maxExportBatchSize: 1 });
    processor.onEnd(span({}, spanContext({ traceFlags: 0 })));
    assert.deepEqual(queue.batches, []);
  });

  it('encodes at the end of the span, whatever happens to it afterwards', () => {
    const { queue, processor } = spanProcessor();
    const attributes = { a: 1 };
    processor.onEnd(span({ attributes }));
    attributes.a = 2;
    processor.cut();
    assert.deepEqual(plainTraces(queue.batches[0]!.body)[0]!.scopeSpans[0]!.spans[0]!.attributes, { a: 1 });
  });

  it('makes bodies that later batches do not touch', () => {
    const { queue, processor } = spanProcessor({ maxExportBatchSize: 1 });
    for (const name of ['aaaa', 'bbbb']) processor.onEnd(span({ name }));
    assert.deepEqual(queue.names, [['aaaa'], ['bbbb']]);
  });

  it('neither arms its timer nor delivers in the context of the request that ends a span', async () => {
    const { queue, processor } = spanProcessor({ maxExportBatchSize: 2, scheduledDelayMillis: 10 });
    requestContext.run('request', () => {
      for (let i = 0; i < 3; i++) processor.onEnd(span());
    });
    await until(() => queue.batches.length === 2);
    assert.deepEqual(queue.contexts, [undefined, undefined]);
  });

  it('drops a span that cannot be encoded, counts it, says so once and keeps the others', () => {
    const { queue, lines, processor } = spanProcessor();
    for (const attributes of [{ a: 1 }, throwing, throwing, { b: 2 }]) processor.onEnd(span({ attributes }));
    processor.cut();
    const [group] = plainTraces(queue.batches[0]!.body);
    assert.deepEqual(
      group!.scopeSpans[0]!.spans.map(({ attributes }) => attributes),
      [{ a: 1 }, { b: 2 }],
    );
    assert.deepEqual(processor.counts, { queued: 2, dropped: 2 });
    assert.deepEqual(lines, [
      'A record was dropped, which could not be encoded ("no value"); more are only counted.',
    ]);
  });

  it('forgets the containers of a value that could not be encoded', () => {
    const { queue, processor } = spanProcessor();
    for (let i = 0; i < 30; i++) processor.onEnd(span({ attributes: { map: { throwing } } }));
    processor.onEnd(span({ attributes: { map: { list: [1] } } }));
    processor.cut();
    const [group] = plainTraces(queue.batches[0]!.body);
    assert.deepEqual(group!.scopeSpans[0]!.spans[0]!.attributes, { map: { list: [1] } });
  });

  it('does not throw when nobody can take the line', () => {
    const report = () => {
      throw new Error('stderr is closed');
    };
    const { processor } = spanProcessor({ report });
    assert.doesNotThrow(() => processor.onEnd(span({ attributes: throwing })));
  });

  it('survives a span that ends while another is being encoded', () => {
    const { queue, processor } = spanProcessor();
    const attributes = Object.defineProperty({}, 'nested', {
      enumerable: true,
      get: () => processor.onEnd(span({ name: 'inner' })),
    });
    processor.onEnd(span({ name: 'outer', attributes }));
    processor.cut();
    assert.deepEqual(queue.names, [['outer']]);
    assert.equal(processor.counts.dropped, 1);
  });

  it('does not throw when the queue does', async () => {
    const { queue, processor } = spanProcessor({ maxExportBatchSize: 1, scheduledDelayMillis: 1 });
    queue.add = () => {
      throw new Error('full');
    };
    assert.doesNotThrow(() => processor.onEnd(span()));
    await delay(5);
  });

  it('waits for a resource that is not complete, and loses nothing meanwhile', async () => {
    const { resource, settle } = pendingResource();
    const { queue, processor } = spanProcessor({ resource, maxExportBatchSize: 2 });
    for (const name of ['a', 'b', 'c']) processor.onEnd(span({ name }));
    assert.deepEqual(queue.batches, []);
    const flushed = processor.forceFlush();
    settle();
    await flushed;
    assert.deepEqual(queue.names, [['a', 'b'], ['c']]);
    assert.deepEqual(queue.services, ['late', 'late']);
  });

  it('sends a resource that has grown as it is then', () => {
    let attributes: Record<string, string> = { 'service.name': 'a' };
    const resource = { ...resourceFromAttributes({}), asyncAttributesPending: false } as Resource;
    Object.defineProperty(resource, 'attributes', { get: () => attributes });
    const { queue, processor } = spanProcessor({ resource, maxExportBatchSize: 1 });
    processor.onEnd(span());
    attributes = { ...attributes, 'cloud.region': 'x' };
    processor.onEnd(span());
    processor.onEnd(span());
    const sent = queue.batches.map(({ body }) => plainTraces(body)[0]!.resource.attributes['cloud.region']);
    assert.deepEqual(sent, [undefined, 'x', 'x']);
  });

  it('does not wait for the resource at the end of the process, nor makes upstream complain', (t) => {
    const error = t.mock.fn();
    diag.setLogger({ error, warn() {}, info() {}, debug() {}, verbose() {} });
    t.after(() => diag.disable());
    const { resource } = pendingResource();
    const { queue, processor } = spanProcessor({ resource });
    processor.onEnd(span({ name: 'a' }));
    processor.cut();
    assert.deepEqual(queue.names, [['a']]);
    assert.deepEqual(plainTraces(queue.batches[0]!.body)[0]!.resource.attributes, { known: 1 });
    assert.equal(error.mock.callCount(), 0);
  });

  it('bounds what piles up while the resource is not complete', async () => {
    const { resource, settle } = pendingResource();
    const { queue, lines, processor } = spanProcessor({ resource });
    const attributes = { large: 'x'.repeat(MAX_BATCH_BYTES) };
    for (let i = 0; i < 10; i++) processor.onEnd(span({ name: `${i}`, attributes }));
    settle();
    await processor.forceFlush();
    assert.deepEqual(queue.names, [['3'], ['4'], ['5'], ['6'], ['7'], ['8'], ['9']]);
    assert.deepEqual(processor.counts, { queued: 7, dropped: 3 });
    assert.deepEqual(lines, [
      'A record was dropped, after waiting for resource attributes; more are only counted.',
    ]);
  });

  it('flushes the queue, and takes nothing after shutdown', async () => {
    const { queue, processor } = spanProcessor();
    processor.onEnd(span({ name: 'a' }));
    await processor.forceFlush();
    processor.onEnd(span({ name: 'b' }));
    await Promise.all([processor.shutdown(), processor.shutdown(), processor.forceFlush()]);
    processor.onEnd(span({ name: 'c' }));
    processor.cut();
    assert.deepEqual(queue.names, [['a'], ['b']]);
    assert.deepEqual(queue.calls, ['flush undefined', 'shutdown']);
  });

  it('encodes nothing for a queue that is off', () => {
    const { queue, processor } = spanProcessor({ maxExportBatchSize: 1 });
    queue.off = true;
    processor.onEnd(span());
    assert.deepEqual(queue.batches, []);
  });

  it('takes the spans of the plain SDK', async () => {
    const { queue, processor } = spanProcessor();
    const provider = new TracerProvider({ resource, spanProcessors: [processor] });
    provider.getTracer('sdk', '1').startActiveSpan('parent', (parent) => {
      provider.getTracer('sdk', '1').startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, parent)).end();
      parent.end();
    });
    await provider.shutdown();
    assert.deepEqual(queue.names, [['child', 'parent']]);
  });
});

describe('OtlpLogRecordProcessor', () => {
  it('hands over log records like spans', async () => {
    const queue = new RecordingQueue();
    const processor = new OtlpLogRecordProcessor({ resource, queue, maxExportBatchSize: 2 });
    for (const body of ['a', 'b', 'c']) processor.onEmit(logRecord({ body }));
    await processor.forceFlush({ timeoutMillis: 5 });
    assert.deepEqual(bodies(queue), [['a', 'b'], ['c']]);
    assert.deepEqual(queue.calls, ['flush 5']);
  });

  it('takes the records of the plain SDK, and none after shutdown', async () => {
    const queue = new RecordingQueue();
    const processor = new OtlpLogRecordProcessor({ resource, queue });
    const provider = new LoggerProvider({ resource, processors: [processor] });
    provider.getLogger('sdk').emit({ body: { text: 'a' } });
    await provider.shutdown();
    processor.onEmit(logRecord({ body: 'late' }));
    processor.cut();
    assert.deepEqual(bodies(queue), [[{ text: 'a' }]]);
  });
});

function bodies(queue: RecordingQueue): unknown[][] {
  return queue.batches.map((batch) =>
    plainLogs(batch.body).flatMap((group) =>
      group.scopeLogs.flatMap(({ logRecords }) => logRecords.map(({ body }) => body)),
    ),
  );
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < 400, 'waited for two seconds in vain');
    await delay(5);
  }
}
