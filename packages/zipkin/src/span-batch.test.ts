import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { span } from './fixtures/span.ts';
import { encodeZipkinJson, encodeZipkinProtobuf, ZipkinSpanBatch } from './index.ts';

const scope = {};
for (const [protocol, encode] of [
  ['http/json', encodeZipkinJson],
  ['http/protobuf', encodeZipkinProtobuf],
] as const) {
  describe(`a batch of ${protocol}`, () => {
    test('has the body of its spans, again and again', () => {
      const batch = new ZipkinSpanBatch(protocol);
      for (const names of [['a', 'b'], ['c'], []]) {
        const spans = names.map((name) => span({ name }));
        for (const each of spans) batch.add(scope, each);
        assert.equal(batch.records, names.length);
        const taken = batch.take();
        assert.equal(taken.records, names.length);
        assert.deepEqual(taken.kept().body(), encode(spans));
        assert.deepEqual([batch.records, batch.bytes], [0, 0]);
      }
    });

    test('is as long as what it holds, but for the signs between', () => {
      const batch = new ZipkinSpanBatch(protocol);
      for (let at = 0; at < 10; at++) batch.add(scope, span({ attributes: { text: 'x'.repeat(1000) } }));
      const { bytes } = batch;
      assert.ok(Math.abs(batch.take().body().length - bytes) <= 11);
    });

    test('writes a span when it ends, and not when the request is made', () => {
      let reads = 0;
      const watched: ReadableSpan = {
        ...span(),
        get attributes() {
          reads++;
          return {};
        },
      };
      const batch = new ZipkinSpanBatch(protocol);
      batch.add(scope, watched);
      assert.equal(reads, 1);
      batch.take().body();
      assert.equal(reads, 1);
    });

    test('waits for a resource that is not complete', async () => {
      const resource = resourceFromAttributes({ 'service.name': Promise.resolve('late') });
      const batch = new ZipkinSpanBatch(protocol);
      batch.add(scope, span({ resource }));
      assert.ok(batch.bytes > 100);
      await resource.waitForAsyncAttributes?.();
      const complete = resourceFromAttributes({ 'service.name': 'late' });
      assert.deepEqual(batch.take().body(), encode([span({ resource: complete })]));
    });

    test('knows what spans hold, and which cannot be written, before the resource is complete', () => {
      const resource = resourceFromAttributes({ late: new Promise(() => {}) as never });
      const batch = new ZipkinSpanBatch(protocol);
      batch.add(scope, span({ resource, attributes: { text: 'x'.repeat(10_000) } }));
      assert.ok(batch.bytes > 10_000);
      const idless = { traceId: '', spanId: '', traceFlags: 1 };
      assert.throws(() => batch.add(scope, span({ resource, spanContext: () => idless })), /no valid ids/);
      assert.equal(batch.records, 1);
    });

    test('does not take a span that cannot be read, and all others', () => {
      const grim: ReadableSpan = {
        ...span(),
        get attributes(): never {
          throw new Error('no');
        },
      };
      const batch = new ZipkinSpanBatch(protocol);
      batch.add(scope, span());
      assert.throws(() => batch.add(scope, grim), /no/);
      batch.add(scope, span());
      assert.deepEqual(batch.take().body(), encode([span(), span()]));
    });

    test('takes a span that ends while another is written', () => {
      const batch = new ZipkinSpanBatch(protocol);
      const inner = span({ name: 'inner' });
      const outer: ReadableSpan = {
        ...span({ name: 'outer' }),
        get attributes() {
          batch.add(scope, inner);
          return {};
        },
      };
      batch.add(scope, outer);
      assert.deepEqual(batch.take().body(), encode([inner, span({ name: 'outer' })]));
    });
  });
}

test('tags of a resource are those that it has now', () => {
  const one = resourceFromAttributes({ 'service.name': 'one', a: 1 });
  const other = resourceFromAttributes({ 'service.name': 'other', b: 1 });
  const spans = [one, one, other, one].map((resource) => span({ resource }));
  const services = JSON.parse(encodeZipkinJson(spans).toString()).map(
    ({ localEndpoint, tags }: { localEndpoint: { serviceName: string }; tags: object }) =>
      `${localEndpoint.serviceName} ${Object.keys(tags)[0]}`,
  );
  assert.deepEqual(services, ['one a', 'one a', 'other b', 'one a']);
});
