import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromProtobuf, LOGS, TRACES } from '@waymark/otlp';
import type { ZipkinSpan } from '@waymark/zipkin';
import { RequestBody, type Wire } from './request-body.ts';
import { ATTRIBUTES_A_SPAN } from './telemetry.ts';

const COUNT = 57;
const START = 1_790_000_000_000_000;

function renewed(wire: Wire, request: number) {
  const body = new RequestBody(wire, 3, COUNT);
  body.renew(1, 0, 0, START);
  body.renew(1, request, 500, START + 7);
  assert.equal(body.traces, 6);
  return body.bytes;
}

function spansIn(request: number) {
  return fromProtobuf(TRACES, renewed('otlp-spans', request)).resourceSpans[0]!.scopeSpans[0]!.spans;
}

test('a body holds traces of ten spans, whose parents are in them', () => {
  const spans = spansIn(1);
  assert.equal(spans.length, COUNT);
  assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, COUNT);
  const traces = Map.groupBy(spans, ({ traceId }) => traceId);
  assert.deepEqual(
    [...traces.values()].map(({ length }) => length),
    [10, 10, 10, 10, 10, 7],
  );
  for (const trace of traces.values()) {
    const ids = new Set(trace.map(({ spanId }) => spanId));
    assert.equal(trace.filter(({ parentSpanId }) => parentSpanId === '').length, 1);
    assert.ok(trace.every(({ parentSpanId }) => parentSpanId === '' || ids.has(parentSpanId)));
  }
});

test('spans have twelve attributes, the times given and orders that go on', () => {
  for (const [at, span] of spansIn(1).entries()) {
    assert.equal(span.attributes.length, ATTRIBUTES_A_SPAN);
    assert.equal(BigInt(span.startTimeUnixNano), BigInt(START + 7 + at) * 1000n);
    assert.equal(BigInt(span.endTimeUnixNano), BigInt(START + 27 + at) * 1000n);
    const order = span.attributes.find(({ key }) => key === 'order.id')?.value.stringValue;
    assert.equal(order, `#${String(500 + Math.floor(at / 10)).padStart(11, '0')}`);
  }
});

test('another request has other ids', () => {
  const ids = [...spansIn(1), ...spansIn(2)].flatMap(({ traceId, spanId }) => [traceId, spanId]);
  assert.equal(new Set(ids).size, 2 * (COUNT + 6));
});

test('Zipkin gets the same spans', () => {
  const spans = spansIn(1);
  const zipkin = JSON.parse(renewed('zipkin-spans', 1).toString()) as ZipkinSpan[];
  const both = zipkin.map((each, at) => [each, spans[at]!] as const);
  assert.equal(zipkin.length, COUNT);
  for (const [each, span] of both) {
    assert.deepEqual(
      [each.traceId, each.id, each.parentId ?? ''],
      [span.traceId, span.spanId, span.parentSpanId],
    );
    assert.equal(String(each.timestamp), span.startTimeUnixNano.slice(0, -3));
    assert.equal(each.tags?.['order.id'], span.attributes.at(-1)?.value.stringValue);
  }
});

test('lines belong to traces, and name orders', () => {
  const lines = fromProtobuf(LOGS, renewed('otlp-lines', 1)).resourceLogs[0]!.scopeLogs[0]!.logRecords;
  assert.equal(lines.length, COUNT);
  assert.equal(new Set(lines.map(({ traceId }) => traceId)).size, 6);
  assert.match(lines[11]!.body?.stringValue ?? '', /^order #00000000501 \w+ /);
});
