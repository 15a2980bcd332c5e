import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageOf } from './message.ts';
import { plainValue } from './plain-value.ts';

const refusing = {
  order: 7,
  get total() {
    throw new Error('not loaded');
  },
};

test('a getter that throws costs its own field', () => {
  assert.deepEqual(plainValue({ deep: refusing, a: 1n }), { deep: { order: 7 }, a: '1' });
});

test('a message of what refuses to be a text is what else was said', () => {
  const error = Object.defineProperty(new Error(), 'message', { get: () => assert.fail('asked') });
  assert.equal(messageOf(['paid', error, 7]), 'paid 7');
  assert.equal(messageOf([error]), '');
  const text = { toString: () => assert.fail('asked') };
  assert.equal(messageOf(['paid %d', 7, text]), 'paid 7 { toString: [Function: toString] }');
});

test('of numbers in a buffer their size is told, and none is looked at', () => {
  assert.deepEqual(plainValue([new Float64Array(2), Buffer.from('ab')]), ['[16 bytes]', '[2 bytes]']);
});
