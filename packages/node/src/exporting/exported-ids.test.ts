/** A trace breaks where the ids that are exported are not those that are propagated. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Span, SpanKind } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { encodeTraces, fromProtobuf, TRACES } from '@waymark/otlp';
import { type IdGenerator, RandomIdGenerator, ROOT, WaymarkTracerProvider } from '@waymark/tracing';

class Heir extends RandomIdGenerator {}

class OfTraces extends RandomIdGenerator {
  override generateTraceId(): string {
    return `68a00000${super.generateTraceId().slice(8)}`;
  }
}

class OfSpans extends RandomIdGenerator {
  override generateSpanId(): string {
    return `68a0${super.generateSpanId().slice(4)}`;
  }
}

const replaced = Object.assign(new RandomIdGenerator(), { generateSpanId: () => 'b'.repeat(16) });
const others: IdGenerator = {
  generateTraceId: () => 'a'.repeat(32),
  generateSpanId: () => 'b'.repeat(16),
};

const generators: Record<string, IdGenerator> = {
  'our generator': new RandomIdGenerator(),
  'an heir': new Heir(),
  'an heir with trace ids of its own': new OfTraces(),
  'an heir with span ids of its own': new OfSpans(),
  'our generator with a method replaced': replaced,
  "the application's generator": others,
};

for (const [name, idGenerator] of Object.entries(generators)) {
  test(`ids of ${name} are exported as they are propagated`, () => {
    const resource = resourceFromAttributes({});
    const tracer = new WaymarkTracerProvider({ resource, idGenerator, processors: [] }).getTracer('test');
    const source = { ownAttributes: () => ({}), shared: undefined, alsoShared: undefined };
    const start = (parent?: Span) =>
      tracer.startFrom(SpanKind.SERVER, 'work', parent?.spanContext(), ROOT, source);
    const parent = start();
    const spans = [parent, start(parent)];
    for (const span of spans) span.end();
    const exported = fromProtobuf(TRACES, encodeTraces(spans as unknown as ReadableSpan[])).resourceSpans;
    assert.deepEqual(
      exported[0]!.scopeSpans[0]!.spans.map(({ traceId, spanId }) => [traceId, spanId]),
      spans.map((span) => [span.spanContext().traceId, span.spanContext().spanId]),
    );
  });
}
