import assert from 'node:assert/strict';
import { test } from 'node:test';
import { annotationText, eventOf } from './annotation.ts';

for (const [what, name, attributes, text] of [
  ['a name', 'start', {}, 'start'],
  ['a name with attributes', 'cache.miss', { key: 'a', tries: 2 }, '"cache.miss":{"key":"a","tries":2}'],
  ['a name with quotes', 'a "b"', { c: true }, '"a \\"b\\"":{"c":true}'],
  ['a line', 'log', { message: 'paid {1}', 'log.severity': 'INFO' }, 'paid {1} {"log.severity":"INFO"}'],
  ['one bar', 'a|b', {}, 'a|b'],
  ['bars in a name', 'a|b|c', {}, '"a\\u007cb\\u007cc":{}'],
  [
    'bars in a line, which is then written as an event',
    'log',
    { message: 'a | b | c', 'log.severity': 'INFO' },
    '"log":{"message":"a \\u007c b \\u007c c","log.severity":"INFO"}',
  ],
] as const) {
  test(`an event with ${what} is told from its text`, () => {
    assert.equal(annotationText(name, attributes), text);
    assert.deepEqual(eventOf(text), { name, attributes });
  });
}

for (const [name, attributes] of [
  ['retry', { after: 1 }],
  ['a|b|c', {}],
  ['log', { message: 'cut', 'log.severity': 'INFO' }],
] as const) {
  test(`of ${name} it is told how many attributes were dropped`, () => {
    assert.deepEqual(eventOf(annotationText(name, attributes, 3)), { name, attributes, dropped: 3 });
  });
}

for (const [what, text, expected] of [
  ['a name', 'ss', { name: 'ss', attributes: {} }],
  ['the specification’s form with a space', '"e": {"a":1}', { name: 'e', attributes: { a: 1 } }],
  ['the form of the Collector', 'e|{"a":"b|c"}|3', { name: 'e', attributes: { a: 'b|c' }, dropped: 3 }],
  ['that form, not quite', 'e|{"a":1|3', { name: 'e|{"a":1|3', attributes: {} }],
  ['JSON that was cut', '"e":{"a":"b…', { name: '"e":{"a":"b…', attributes: {} }],
  ['no JSON', '"e":{a}', { name: '"e":{a}', attributes: {} }],
  ['a line of which nothing is JSON', 'x {"log.severity":}', { name: 'x {"log.severity":}', attributes: {} }],
] as const) {
  test(`a text with ${what}`, () => {
    assert.deepEqual(eventOf(text), expected);
  });
}

test('a text that is made to be slow is read at once', () => {
  for (const text of [
    `${'"\\'.repeat(50_000)}}`,
    `"${'\\"'.repeat(50_000)}}`,
    `${'|{}'.repeat(50_000)}x`,
    ` {"log.severity":${'{'.repeat(50_000)}}`,
  ]) {
    const began = performance.now();
    assert.equal(eventOf(text).name, text);
    assert.ok(performance.now() - began < 100);
  }
});
