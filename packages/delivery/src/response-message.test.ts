import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberAndTextOf, partialSuccessOf } from './response-message.ts';

const bytes = (...parts: (number | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

for (const [what, response, expected] of [
  ['nothing', bytes(), undefined],
  ['an empty partial success', bytes(0x0a, 0), { number: 0, text: '' }],
  ['a count', bytes(0x0a, 2, 0x08, 5), { number: 5, text: '' }],
  ['a count of several bytes', bytes(0x0a, 3, 0x08, 0xac, 0x02), { number: 300, text: '' }],
  ['less than nothing', bytes(0x0a, 11, 0x08, ...Array(9).fill(0xff), 0x01), { number: 0, text: '' }],
  ['a count and a text', bytes(0x0a, 6, 0x08, 1, 0x12, 2, 'no'), { number: 1, text: 'no' }],
  ['a text of several lines', bytes(0x0a, 7, 0x12, 5, 'a\n\u0007b\n'), { number: 0, text: 'a b' }],
  [
    'unknown fields of every type',
    bytes(0x18, 1, 0x21, '8 bytes!', 0x2d, '4 b!', 0x32, 1, 'x', 0x0a, 2, 8, 3),
    {
      number: 3,
      text: '',
    },
  ],
  ['a length beyond the end', bytes(0x0a, 9, 0x08, 5), undefined],
  ['a field that is cut off', bytes(0x0a, 2, 0x08, 5, 0x21, 1), undefined],
  ['a varint that never ends', bytes(0x0a, 12, 0x08, ...Array(11).fill(0xff)), undefined],
  ['a group', bytes(0x0b), undefined],
  ['text, not protobuf', bytes('{"partialSuccess":{}}'), undefined],
] as const) {
  test(`partial success: ${what}`, () => assert.deepEqual(partialSuccessOf(response), expected));
}

test('any bytes are read to an end without throwing', () => {
  let seed = 1;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647);
  for (let i = 0; i < 20_000; i++) {
    const random = Buffer.from(Array.from({ length: next() % 24 }, () => next() % 256));
    partialSuccessOf(random);
    numberAndTextOf(random);
  }
});
