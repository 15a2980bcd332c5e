import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEY_VALUE, LOG_RECORD, type OtlpAnyValue, type OtlpKeyValue, toProtobuf } from '@waymark/otlp';
import { attributes, logRecord, span } from './oracle/samples.ts';
import { logRequestId, logRequestIds, spanRequestId } from './request-id.ts';
import { RequestIdScan } from './request-id-bytes.ts';

const ATTRIBUTES: [name: string, attributes: Record<string, unknown>, id: string | undefined][] = [
  ['none', { 'user.id': 'u', trace_id: 't', 'aws.request_id': 'a' }, undefined],
  ['ours', { 'http.request.id': 'r-1' }, 'r-1'],
  ['an array of a header', { 'http.request.header.x-request-id': ['r-1', 'r-2'] }, 'r-1'],
  ['a header as text', { 'http.request.header.x-request-id': 'r-1' }, 'r-1'],
  ['a header as the JSON of an array', { 'http.request.header.x-request-id': '["r-1"]' }, 'r-1'],
  ['ours behind a header', { 'http.request.header.x-request-id': ['r-2'], 'http.request.id': 'r-1' }, 'r-1'],
  ['a header of the response', { 'http.response.header.x-request-id': ['r-1'] }, 'r-1'],
  ['the key of Bunyan and winston', { req_id: 'r-1' }, 'r-1'],
  ['camel case', { requestId: 'r-1' }, 'r-1'],
  ['another case', { RequestID: 'r-1' }, 'r-1'],
  ['a bare header', { 'X-Request-Id': 'r-1' }, 'r-1'],
  ['a correlation id', { correlationId: 'r-1' }, 'r-1'],
  ['a correlation id before a request id', { correlation_id: 'r-2', request_id: 'r-1' }, 'r-1'],
  ['the map of pino', { req: { method: 'GET', id: 7 } }, '7'],
  ['headers in the map of pino', { req: { headers: { 'x-request-id': 'r-1' } } }, 'r-1'],
  ['an id in another map', { error: { requestId: 'aws-1', id: 'x' } }, undefined],
  ['an empty one before another', { request_id: '', 'x-request-id': 'r-1' }, 'r-1'],
  ['one that is no text', { request_id: true, requestId: 1.5, reqId: { a: 'b' } }, undefined],
  ['one that is too long', { request_id: 'x'.repeat(513) }, undefined],
];

for (const [name, values, id] of ATTRIBUTES) {
  test(`finds the request id among attributes with ${name}`, () => {
    assert.equal(spanRequestId(span(1, 1, { attributes: attributes(values) })), id);
    assert.equal(logRequestId(logRecord(1, 1, { attributes: attributes(values) })), id);
    assert.equal(scanned(attributes(values)).best, id);
  });
}

test('finds the request id in a body that is a map, after those of attributes', () => {
  const body = mapOf(attributes({ request_id: 'r-2', req: { id: 'r-3' } }));
  const withBoth = logRecord(1, 1, { attributes: attributes({ correlationId: 'r-1' }), body });
  assert.deepEqual(logRequestIds(withBoth).all, ['r-1', 'r-2', 'r-3']);
  assert.equal(logRequestId(withBoth), 'r-1');
  assert.equal(logRequestId(logRecord(1, 1, { body })), 'r-2');
});

test('reads the same ids from bytes as from shapes, over random attributes', () => {
  let [state, found] = [1, 0];
  const random = (below: number) => {
    state = Math.imul(state, 1_103_515_245) + 12_345;
    return ((state >>> 8) & 0xffff) % below;
  };
  const KEYS = [
    'request_id',
    'requestId',
    'req',
    'request',
    'headers',
    'id',
    'ID',
    'x-request-id',
    'http.request.id',
    'é',
  ];
  const pick = () => KEYS[random(KEYS.length)]!;
  const value = (depth: number): OtlpAnyValue => {
    switch (random(depth > 5 ? 6 : 9)) {
      case 0:
        return {};
      case 1:
        return { intValue: ['-1', '0', '300', '-9223372036854775808', '9223372036854775807'][random(5)]! };
      case 2:
        return { boolValue: true };
      case 3:
        return { doubleValue: 0.5 };
      case 4:
        return { arrayValue: { values: Array.from({ length: random(11) }, () => value(6)) } };
      case 5:
        return { stringValue: ['r-1', '', '["r-9"]', 'ü-2', '["a","b"]'][random(5)]! };
      default:
        return mapOf(list(depth + 1));
    }
  };
  const list = (depth: number) =>
    Array.from({ length: random(5) }, () => ({ key: pick(), value: value(depth) }));

  for (let round = 0; round < 3000; round++) {
    const record = logRecord(1, 1, { attributes: list(0), body: value(0) });
    const ids = logRequestIds(record);
    const { best, all } = scanned(record.attributes, record.body);
    assert.deepEqual(
      { best, all: [...all].sort() },
      { best: ids.best, all: [...ids.all].sort() },
      JSON.stringify(record),
    );
    if (best !== undefined) found++;
  }
  assert.ok(found > 500, `${found} found`);
});

const mapOf = (values: OtlpKeyValue[]): OtlpAnyValue => ({ kvlistValue: { values } });

/** What a scan finds in the bytes of attributes and a body, as the store walks over them. */
function scanned(all: readonly OtlpKeyValue[], body?: OtlpAnyValue) {
  const scan = new RequestIdScan();
  for (const each of all) {
    // A KeyValue of its key and its value alone, whose lengths tell where they are.
    const key = Buffer.from(each.key);
    const bytes = toProtobuf(KEY_VALUE, each);
    const value = bytes.length === 2 + key.length ? bytes.length : startOfValue(bytes, 2 + key.length);
    scan.add(bytes, 2, 2 + key.length, value, bytes.length);
  }
  if (body) {
    const bytes = toProtobuf(LOG_RECORD, {
      ...logRecord(0, 0, { body }),
      timeUnixNano: '0',
      observedTimeUnixNano: '0',
      severityNumber: 0,
      severityText: '',
    });
    scan.addBody(bytes, startOfValue(bytes, 0), bytes.length);
  }
  return scan.ids;
}

/** Behind the tag and the length of the field at `at`. */
function startOfValue(bytes: Buffer, at: number): number {
  let pos = at + 1;
  while (bytes[pos]! >= 128) pos++;
  return pos + 1;
}
