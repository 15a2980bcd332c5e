/** Bodies, read by others: JSON by JSON.parse, protobuf by protobufjs with the schema of zipkin-api written out here. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import protobuf from 'protobufjs';
import { span, spanContext } from './fixtures/span.ts';
import { encodeZipkinJson, encodeZipkinProtobuf, toZipkinSpan, type ZipkinSpan } from './index.ts';

const SCHEMA = `
syntax = "proto3";
message ListOfSpans { repeated Span spans = 1; }
message Span { bytes trace_id = 1; bytes parent_id = 2; bytes id = 3;
  enum Kind { SPAN_KIND_UNSPECIFIED = 0; CLIENT = 1; SERVER = 2; PRODUCER = 3; CONSUMER = 4; }
  Kind kind = 4; string name = 5; fixed64 timestamp = 6; uint64 duration = 7; Endpoint local_endpoint = 8;
  Endpoint remote_endpoint = 9; repeated Annotation annotations = 10; map<string, string> tags = 11;
  bool debug = 12; bool shared = 13; }
message Endpoint { string service_name = 1; bytes ipv4 = 2; bytes ipv6 = 3; int32 port = 4; }
message Annotation { fixed64 timestamp = 1; string value = 2; }
`;
const { root } = protobuf.parse(SCHEMA);
const List = root.lookupType('ListOfSpans');

/** What a body says, in the shape that JSON has. */
function readProtobuf(body: Buffer): ZipkinSpan[] {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const endpoint = ({ ipv4, ipv6, ...others }: { ipv4?: Uint8Array; ipv6?: Uint8Array }) => ({
    ...others,
    ...(ipv4 ? { ipv4: ipv4.join('.') } : {}),
    ...(ipv6 ? { ipv6: hex(ipv6) } : {}),
  });
  const { spans } = List.toObject(List.decode(body), { longs: Number, enums: String, defaults: false });
  // biome-ignore lint/suspicious/noExplicitAny: protobufjs makes the objects by the schema above.
  return (spans as any[]).map(({ traceId, parentId, id, localEndpoint, remoteEndpoint, ...others }) => ({
    ...others,
    traceId: hex(traceId),
    id: hex(id),
    ...(parentId ? { parentId: hex(parentId) } : {}),
    localEndpoint: endpoint(localEndpoint),
    ...(remoteEndpoint ? { remoteEndpoint: endpoint(remoteEndpoint) } : {}),
  }));
}

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

test('two bodies of protobuf, one behind the other, are one', () => {
  const body = encodeZipkinProtobuf([span()]);
  assert.equal(readProtobuf(Buffer.concat([body, body])).length, 2);
});
