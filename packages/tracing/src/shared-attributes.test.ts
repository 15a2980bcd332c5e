import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Attributes,
  type Context,
  INVALID_SPAN_CONTEXT,
  type SpanContext,
  SpanKind,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { ROOT } from './context.ts';
import { AlwaysOffSampler } from './samplers.ts';
import { type AttributeSource, SharedAttributes } from './shared-attributes.ts';
import { RecordingSpan } from './span.ts';
import { type TracerProviderOptions, WaymarkTracerProvider } from './tracer-provider.ts';

const CONNECTION = new SharedAttributes({ peer: '::1', port: 80, none: undefined });
const STARTED = new SharedAttributes({ method: 'GET' });
const ENDED = new SharedAttributes({ method: 'GET', status: 200 });

function sourceOf(own: Attributes = { path: '/', query: undefined }): AttributeSource {
  return { ownAttributes: () => own, shared: CONNECTION, alsoShared: STARTED };
}

function start(source: AttributeSource, options: Partial<TracerProviderOptions> = {}): RecordingSpan {
  const provider = new WaymarkTracerProvider({
    resource: resourceFromAttributes({}),
    processors: [],
    ...options,
  });
  const span = provider.getTracer('test').startFrom(SpanKind.SERVER, 'work', undefined, ROOT, source);
  assert.ok(span instanceof RecordingSpan);
  return span;
}

const ALL = { peer: '::1', port: 80, method: 'GET', path: '/' };

test('shared and own attributes are one object for whoever asks, always the same one', () => {
  const span = start(sourceOf());
  assert.deepEqual(span.attributes, ALL);
  assert.equal(span.attributes, span.attributes);
});

test('until then they stay apart', () => {
  const span = start(sourceOf());
  span.setAttribute('user', 'me').putTrusted('id', 'a');
  assert.equal(span.shared, CONNECTION);
  assert.equal(span.alsoShared, STARTED);
  assert.deepEqual(span.attributes, { ...ALL, user: 'me', id: 'a' });
  assert.equal(span.shared, undefined);
});

test('what is written on one span is not on another', () => {
  const span = start(sourceOf());
  span.setAttribute('method', 'POST').setAttribute('peer', 'other');
  assert.deepEqual(span.attributes, { ...ALL, method: 'POST', peer: 'other' });
  span.attributes['port'] = 1;
  assert.deepEqual(start(sourceOf()).attributes, ALL);
});

test('others take the place of the second ones', () => {
  const span = start(sourceOf());
  assert.equal(span.shareInstead(ENDED), true);
  assert.deepEqual(span.attributes, { ...ALL, status: 200 });
});

test('they do not where somebody has written one of them, has read all, or has ended the span', () => {
  const written = start(sourceOf());
  written.setAttribute('status', 'mine');
  assert.equal(written.shareInstead(ENDED), false);
  assert.deepEqual(written.attributes, { ...ALL, status: 'mine' });
  assert.equal(written.shareInstead(ENDED), false);
  const ended = start(sourceOf());
  ended.end();
  assert.equal(ended.shareInstead(ENDED), false);
});

test('processors and samplers of the application see all from the start', () => {
  const seen: unknown[] = [];
  const onStart = (span: Span) => void seen.push({ ...(span as unknown as RecordingSpan).attributes });
  const processor: SpanProcessor = {
    onStart: onStart as SpanProcessor['onStart'],
    onEnd: () => {},
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const shouldSample = (_: Context, __: string, ___: string, ____: SpanKind, attributes: Attributes) => {
    seen.push({ ...attributes });
    return { decision: 2 };
  };
  start(sourceOf(), { processors: [processor], sampler: { shouldSample } });
  start(sourceOf(), { processors: [processor] });
  assert.deepEqual(seen, [ALL, ALL, ALL]);
});

test('limits hold', () => {
  const cut = start(sourceOf(), { limits: { attributeValueLengthLimit: 2 } });
  assert.deepEqual(cut.attributes, { peer: '::', port: 80, method: 'GE', path: '/' });
  const few = start(sourceOf(), { limits: { attributeCountLimit: 5 } });
  few.setAttributes({ a: 1, b: 2, port: 81 });
  assert.deepEqual(few.attributes, { ...ALL, a: 1, port: 81 });
  assert.equal(few.droppedAttributesCount, 1);
});

const REMOTE = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };

/** A span whose attributes must not be asked for. */
function startUnasked(
  options: Partial<TracerProviderOptions>,
  { context = ROOT, isShutDown = false }: { context?: Context; isShutDown?: boolean } = {},
): SpanContext {
  const resource = resourceFromAttributes({});
  const provider = new WaymarkTracerProvider({ resource, processors: [], ...options });
  const tracer = provider.getTracer('test');
  if (isShutDown) void provider.shutdown();
  const source: AttributeSource = {
    ownAttributes: () => assert.fail('asked'),
    shared: undefined,
    alsoShared: undefined,
  };
  const span = tracer.startFrom(SpanKind.SERVER, 'work', REMOTE, context, source);
  assert.equal(span.isRecording(), false);
  return span.spanContext();
}

test('no attribute is made for a span that ids alone refuse', () => {
  const { traceId, traceFlags } = startUnasked({ sampler: new AlwaysOffSampler() });
  assert.deepEqual([traceId, traceFlags], [REMOTE.traceId, 0]);
});

test('none is made where there are no spans, whatever the sampler and the limits', () => {
  const shouldSample = () => assert.fail('asked');
  const all: Partial<TracerProviderOptions>[] = [
    {},
    { sampler: { shouldSample } },
    { limits: { attributeValueLengthLimit: 2 } },
  ];
  for (const options of all) {
    assert.equal(startUnasked(options, { isShutDown: true }), INVALID_SPAN_CONTEXT);
    assert.equal(startUnasked(options, { context: suppressTracing(ROOT) }), INVALID_SPAN_CONTEXT);
    assert.equal(startUnasked({ ...options, passThrough: true }), REMOTE);
  }
});

test('the ids of a span are kept as bytes too', () => {
  const hex = (span: RecordingSpan, from: number, to: number) =>
    Buffer.from(span.idBytes!.subarray(from, to)).toString('hex');
  const provider = new WaymarkTracerProvider({ resource: resourceFromAttributes({}), processors: [] });
  const tracer = provider.getTracer('test');
  const spans: RecordingSpan[] = [];
  for (let at = 0; at < 500; at++) {
    // As a hook of the application may do.
    const ownAttributes = () => (at % 7 === 0 ? { id: tracer.startSpan('theirs').spanContext().spanId } : {});
    const parent =
      at % 3 === 0 ? { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } : undefined;
    const source: AttributeSource = { ownAttributes, shared: CONNECTION, alsoShared: undefined };
    spans.push(tracer.startFrom(SpanKind.SERVER, 'work', parent, ROOT, source) as RecordingSpan);
  }
  let roots = 0;
  for (const span of spans) {
    const { traceId, spanId } = span.spanContext();
    assert.equal(hex(span, span.idAt, span.idAt + 8), spanId);
    if (span.parentSpanContext !== undefined || span.idAt < 16) continue;
    roots++;
    assert.equal(hex(span, span.idAt - 16, span.idAt), traceId);
  }
  assert.ok(roots > 300);
});
