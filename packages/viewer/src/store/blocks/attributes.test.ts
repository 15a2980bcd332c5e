import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromProtobuf, KEY_VALUE, type OtlpAnyValue, type OtlpKeyValue, toProtobuf } from '@waymark/otlp';
import { attributeHolds } from '../matching/attribute-condition.ts';
import { attributes } from '../oracle/samples.ts';
import type { AttributeCondition } from '../queries.ts';
import { readBucket, readShapes, sealAttributes, writeShapes } from './attribute-buckets.ts';
import { AttributeLists } from './attribute-lists.ts';
import type { AttributeSource } from './attribute-source.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { hashText } from './hash.ts';
import { SealedAttributes } from './sealed-attributes.ts';
import { SectionReader, SectionWriter } from './section.ts';
import { eachTextHash } from './value-bytes.ts';
import { valueTest } from './value-test.ts';

const RECORDS: OtlpKeyValue[][] = [
  attributes({ method: 'GET', status: 200, ratio: 0.5, ok: true }),
  [],
  attributes({ method: 'POST', status: '404', list: ['a', 1, 'GET'], map: { x: [1, null], 'y"': 'é' } }),
  [...attributes({ method: 'get', status: -5 }), ...attributes({ method: 'PUT' })],
  attributes({ '': 'no key', empty: null, bytes: Uint8Array.of(1, 2), text: '', big: 2n ** 62n }),
  ...Array.from({ length: 500 }, (_, i) =>
    attributes({ method: 'GET', [`key ${i}`]: i, id: `id ${i % 300}` }),
  ),
  [{ key: 'nan', value: { doubleValue: 'NaN' } }, ...attributes({ long: 'x'.repeat(300), É: 'Straße' })],
];

const CONDITIONS: [string, AttributeCondition['operator'], string | number][] = [
  ['method', '=', 'GET'],
  ['method', 'contains', 'g'],
  ['method', 'exists', ''],
  ['status', '=', '200'],
  ['status', '=', '-5'],
  ['status', '>', 10],
  ['status', '<=', 404],
  ['ratio', '=', '0.5'],
  ['ok', '=', 'true'],
  ['list', '=', 'GET'],
  ['list', '=', '["a",1,"GET"]'],
  ['list', '>=', 1],
  ['map', 'contains', '"É"'],
  ['', '=', 'no key'],
  ['empty', '=', ''],
  ['empty', 'exists', ''],
  ['bytes', '=', 'AQI='],
  ['text', '=', ''],
  ['big', '=', String(2n ** 62n)],
  ['key 77', '=', '77'],
  ['id', '=', 'id 299'],
  ['id', 'contains', 'D 29'],
  ['nan', '=', 'NaN'],
  ['nan', '<', 5],
  ['long', '=', 'x'.repeat(300)],
  ['É', 'contains', 'SSE'],
  ['É', 'contains', 'SSE'.toLowerCase()],
  ['nothing', 'exists', ''],
];

const lists = new AttributeLists();
for (const record of RECORDS) {
  for (const attribute of record) addTo(lists, attribute);
  lists.endRecord();
}
const sealed = reread(lists);

for (const [name, source] of Object.entries<AttributeSource>({ open: lists, sealed })) {
  for (const [key, operator, value] of CONDITIONS) {
    test(`${name} attributes: ${key} ${operator} ${String(value).slice(0, 20)}`, () => {
      const condition = { key, operator, value };
      const wanted = RECORDS.map((record) => (attributeHolds(condition, [record]) ? 1 : 0));
      const found = source.holding(key, valueTest(condition));
      assert.deepEqual([...(found ?? new Uint8Array(RECORDS.length))], wanted);
    });
  }

  test(`${name} attributes are given back in order`, () => {
    const read = RECORDS.map((record, number) => {
      const out = new GrowingBytes();
      source.append(out, number, 0, record.length, 0x4a);
      return split(out.bytes());
    });
    assert.deepEqual(read, RECORDS);
    const part = new GrowingBytes();
    source.append(part, 3, 1, 2, 0x4a);
    assert.deepEqual(split(part.bytes()), RECORDS[3]!.slice(1));
  });

  test(`${name} attributes count their keys and values`, () => {
    assert.equal(source.keyCounts().get('method'), 504);
    const counts: number[] = [];
    source.eachValue('id', (_bytes, _start, _end, count) => counts.push(count));
    assert.deepEqual([counts.length, counts.filter((count) => count === 2).length], [300, 200]);
  });
}

test('hashes a value by each text that finds it', () => {
  const hashes = (value: OtlpAnyValue) => {
    const bytes = Buffer.from(toProtobuf(KEY_VALUE, { key: '', value }));
    const found: unknown[] = [];
    eachTextHash(bytes, 2, bytes.length, hashText('k'), (hash) => found.push(hash));
    return found;
  };
  const wanted = (...texts: string[]) => texts.map((text) => hashText(text, hashText('k')));
  assert.deepEqual(hashes({ stringValue: 'GET' }), wanted('GET'));
  assert.deepEqual(hashes({ stringValue: 'é' }), wanted('é'));
  assert.deepEqual(hashes({ intValue: '200' }), wanted('200'));
  assert.deepEqual(hashes({ arrayValue: { values: [{ stringValue: 'a' }] } }), wanted('["a"]', 'a'));
});

function addTo(target: AttributeLists, attribute: OtlpKeyValue): void {
  const bytes = toProtobuf(KEY_VALUE, attribute);
  const keyLength = Buffer.byteLength(attribute.key);
  const keyStart = keyLength === 0 ? 0 : keyLength < 128 ? 2 : 3;
  const valueTag = keyStart + keyLength;
  const valueStart = valueTag + (bytes.length - valueTag < 130 ? 2 : 3);
  target.add(bytes, 0, bytes.length, keyStart, keyStart + keyLength, Math.min(valueStart, bytes.length));
}

function reread(source: AttributeLists): SealedAttributes {
  const { shapes, buckets } = sealAttributes(source);
  const writer = new SectionWriter();
  writeShapes(writer, shapes);
  return new SealedAttributes(readShapes(new SectionReader(writer.compressed())), (number) => {
    const bucket = buckets[number];
    return bucket && readBucket(new SectionReader(bucket));
  });
}

/** Attributes that follow each other as fields of two-byte heads at most. */
function split(bytes: Buffer): OtlpKeyValue[] {
  const found: OtlpKeyValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    assert.equal(bytes[at], 0x4a);
    const long = bytes[at + 1]! >= 128;
    const length = long ? (bytes[at + 1]! & 127) | (bytes[at + 2]! << 7) : bytes[at + 1]!;
    const start = at + (long ? 3 : 2);
    found.push(fromProtobuf(KEY_VALUE, bytes.subarray(start, start + length)));
    at = start + length;
  }
  return found;
}
