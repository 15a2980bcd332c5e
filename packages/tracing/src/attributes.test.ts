import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { anyValue, cleanAttributes, simpleValue, truncate } from './attributes.ts';
import { UNLIMITED } from './span-limits.ts';

const cyclic: Record<string, unknown> = { name: 'cyclic' };
cyclic['self'] = cyclic;
let deep: unknown = 'bottom';
for (let i = 0; i < 100_000; i++) deep = [deep];
const hostile = new Proxy({}, { ownKeys: () => assert.fail('from the app') });

test('anyValue keeps what OpenTelemetry knows, and nothing else', () => {
  const table: [string, unknown, unknown][] = [
    ['a string', 'text', 'text'],
    ['an empty string', '', ''],
    ['zero', 0, 0],
    ['NaN', Number.NaN, Number.NaN],
    ['false', false, false],
    ['null', null, null],
    ['an empty array', [], []],
    ['a mixed array', ['a', 1, true, null, [2]], ['a', 1, true, null, [2]]],
    ['an array with a gap', ['a', undefined], ['a', undefined]],
    ['a plain object', { a: { b: [1] } }, { a: { b: [1] } }],
    ['an object with an undefined property', { a: undefined, b: 1 }, { b: 1 }],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['an object of another realm', runInNewContext('({ a: [1] })'), { a: [1] }],
    ['bytes', Buffer.from([1, 2]), new Uint8Array([1, 2])],
    ['undefined', undefined, undefined],
    ['a bigint', 1n, undefined],
    ['a symbol', Symbol('s'), undefined],
    ['a function', () => {}, undefined],
    ['a Date', new Date(), undefined],
    ['a Map', new Map(), undefined],
    ['an error', new Error('e'), undefined],
    ['an array with a function', [() => {}], undefined],
    ['a cyclic object', cyclic, undefined],
    ['a value nested 100 000 deep', deep, undefined],
    ['a proxy that throws', hostile, undefined],
    [
      'a getter that throws',
      {
        get a() {
          throw new Error('from the app');
        },
      },
      undefined,
    ],
  ];
  for (const [condition, input, expected] of table)
    assert.deepEqual(anyValue(input, UNLIMITED), expected, condition);
});

test('simpleValue keeps primitives and arrays of one kind of primitive', () => {
  const table: [string, unknown, unknown][] = [
    ['a string', 'text', 'text'],
    ['an array of strings with gaps', ['a', null, undefined, 'b'], ['a', null, undefined, 'b']],
    ['an empty array', [], []],
    ['null', null, undefined],
    ['a mixed array', ['a', 1], undefined],
    ['an array of arrays', [[1]], undefined],
    ['an object', {}, undefined],
    ['bytes', new Uint8Array(1), undefined],
    ['a bigint', 1n, undefined],
  ];
  for (const [condition, input, expected] of table)
    assert.deepEqual(simpleValue(input, UNLIMITED), expected, condition);
});

test('values are kept to a depth of 32 and refused beyond it', () => {
  let nested: unknown = 'bottom';
  for (let depth = 1; depth <= 32; depth++) nested = [nested];
  assert.deepEqual(anyValue(nested, UNLIMITED), nested);
  assert.equal(anyValue([nested], UNLIMITED), undefined);
});

test('a value that appears twice without a cycle is copied twice', () => {
  const shared = [1];
  assert.deepEqual(anyValue([shared, shared], UNLIMITED), [[1], [1]]);
});

test('the copy is apart from the original: later changes by the app do not reach the span', () => {
  const array = [1, [2]];
  const bytes = Buffer.from([1]);
  const [arrayCopy, bytesCopy] = [anyValue(array, UNLIMITED), anyValue(bytes, UNLIMITED)];
  (array[1] as number[])[0] = 9;
  bytes[0] = 9;
  assert.deepEqual(arrayCopy, [1, [2]]);
  assert.deepEqual(bytesCopy, new Uint8Array([1]));
});

test('strings and bytes are cut at the limit wherever they are nested, numbers are not', () => {
  assert.deepEqual(anyValue({ a: ['abcdef', 123456, Buffer.from('abcdef')] }, 3), {
    a: ['abc', 123456, new Uint8Array(Buffer.from('abc'))],
  });
  assert.deepEqual(simpleValue(['abcdef', null], 3), ['abc', null]);
});

test('truncation never leaves half a surrogate pair', () => {
  assert.equal(truncate('ab\u{1F600}cd', 3), 'ab');
  assert.equal(truncate('ab\u{1F600}cd', 4), 'ab\u{1F600}');
  assert.equal(truncate('abc', 3), 'abc');
});

test('cleanAttributes drops and counts what is invalid or too many', () => {
  const source = { a: 1, b: undefined, '': 2, c: () => {}, d: 'd', e: 5, f: 6 };
  assert.deepEqual(cleanAttributes(source, 3, UNLIMITED, anyValue), {
    attributes: { a: 1, d: 'd', e: 5 },
    dropped: 3,
  });
});

test('cleanAttributes takes anything but an object for no attributes', () => {
  for (const source of [undefined, null, 'text', 7])
    assert.deepEqual(cleanAttributes(source, 128, UNLIMITED, anyValue), { attributes: {}, dropped: 0 });
});

test('a key of __proto__ sets no prototype', () => {
  const source = JSON.parse('{"__proto__": {"polluted": true}, "nested": {"__proto__": {"polluted": true}}}');
  const { attributes } = cleanAttributes(source, 128, UNLIMITED, anyValue);
  assert.equal('polluted' in attributes, false);
  assert.equal('polluted' in (attributes['nested'] as object), false);
});
