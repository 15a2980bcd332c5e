/** Bodies, read by others: JSON by JSON.parse, protobuf by protobufjs. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { span, spanContext } from './fixtures/span.ts';
import { readProtobuf } from './fixtures/zipkin-proto.ts';
import { encodeZipkinJson, encodeZipkinProtobuf, toZipkinSpan } from './index.ts';

const time: [number, number] = [1_700_000_000, 124_000_000];
const rich: Partial<ReadableSpan> = {
  name: 'ünï \u{1f600}',
  kind: SpanKind.CLIENT,
  parentSpanContext: spanContext('00f067aa0ba902b7'),
  status: { code: SpanStatusCode.ERROR, message: 'no' },
  attributes: { 'network.peer.address': '10.0.0.1', 'network.peer.port': 65_535, long: 'é'.repeat(9000) },
  events: [
    { name: 'start', time },
    { name: 'log', time, attributes: { message: 'paid', 'log.severity': 'INFO' } },
  ],
  duration: [5000, 0],
};
const spans = [
  span(),
  span(rich),
  span({ kind: SpanKind.SERVER, parentSpanContext: spanContext() }),
  span({ kind: SpanKind.PRODUCER, attributes: { 'peer.service': 'kafka' } }),
  span({ kind: SpanKind.CONSUMER, status: { code: SpanStatusCode.ERROR } }),
];

test('a JSON body is an array of the spans', () => {
  assert.deepEqual(JSON.parse(encodeZipkinJson(spans).toString()), spans.map(toZipkinSpan));
  assert.equal(encodeZipkinJson([]).toString(), '[]');
});

test('a protobuf body says the same', () => {
  assert.deepEqual(readProtobuf(encodeZipkinProtobuf(spans)), spans.map(toZipkinSpan));
  assert.equal(encodeZipkinProtobuf([]).length, 0);
});

test('an IPv6 address is sixteen bytes', () => {
  const attributes = { 'network.peer.address': '2001:db8::c001' };
  const [made] = readProtobuf(encodeZipkinProtobuf([span({ kind: SpanKind.CLIENT, attributes })]));
  assert.deepEqual(made!.remoteEndpoint, { ipv6: '20010db800000000000000000000c001' });
});

for (const units of [0, 100, 120, 127, 128, 16_000, 16_383]) {
  test(`a tag of ${units} characters has a length that fits, and so has the span around it`, () => {
    const one = span({ attributes: { text: 'x'.repeat(units) } });
    assert.equal(readProtobuf(encodeZipkinProtobuf([one, one]))[1]!.tags['text']!.length, units);
  });
}

test('a lone surrogate costs no body', () => {
  const one = span({ attributes: { text: 'a\ud800b' } });
  assert.equal(readProtobuf(encodeZipkinProtobuf([one]))[0]!.tags['text'], 'a\ufffdb');
  assert.equal(JSON.parse(encodeZipkinJson([one]).toString())[0].tags.text, 'a\ud800b');
});

for (const [what, nonsense] of [
  ['times that are none', { startTime: [Number.NaN, 0], duration: [Number.POSITIVE_INFINITY, 0] }],
  ['times before 1970', { startTime: [-5, 0], duration: [-1, 0] }],
  ['no name', { name: undefined }],
  ['a name that is none', { name: { not: 'text' } }],
  ['a status with an error for a message', { status: { code: 2, message: new Error('no') } }],
  ['events that are none', { events: [{ name: 7, time: [Number.NaN, 1] }] }],
] as [string, object][]) {
  test(`a span with ${what} ends no process, and spoils no other span`, () => {
    const all = [span(), { ...span(), ...nonsense } as ReadableSpan, span({ name: 'last' })];
    const read = [readProtobuf(encodeZipkinProtobuf(all)), JSON.parse(encodeZipkinJson(all).toString())];
    for (const [first, , last] of read) {
      assert.deepEqual(first, toZipkinSpan(span()));
      assert.equal(last.name, 'last');
    }
  });
}

test('keys that somebody added to all objects are nobody’s tags', () => {
  Object.defineProperty(Object.prototype, 'polluted', { value: 'x', enumerable: true, configurable: true });
  try {
    assert.doesNotMatch(encodeZipkinProtobuf([span()]).toString('latin1'), /polluted/);
    assert.doesNotMatch(encodeZipkinJson([span()]).toString(), /polluted/);
  } finally {
    delete (Object.prototype as { polluted?: string }).polluted;
  }
});

test('two bodies of protobuf, one behind the other, are one', () => {
  const body = encodeZipkinProtobuf([span()]);
  assert.equal(readProtobuf(Buffer.concat([body, body])).length, 2);
});
