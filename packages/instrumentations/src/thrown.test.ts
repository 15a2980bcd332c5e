import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exceptionOf, messageOf } from './thrown.ts';

const failing = () => {
  throw new Error('of looking');
};
const revocable = Proxy.revocable({}, {});
revocable.revoke();

const error = new TypeError('broken');
const mute = Object.defineProperty(new Error(), 'message', { get: failing });

const rows: [what: string, thrown: unknown, exception: unknown, message: string][] = [
  ['an error', error, error, 'broken'],
  ['a frozen error', Object.freeze(error), error, 'broken'],
  ['a text', 'only text', 'only text', 'only text'],
  ['nothing', undefined, 'undefined', 'undefined'],
  ['a symbol', Symbol('s'), 'Symbol(s)', 'Symbol(s)'],
  [
    'an object without a prototype',
    Object.create(null),
    'something that has no text',
    'something that has no text',
  ],
  [
    'an object whose text throws',
    { toString: failing },
    'something that has no text',
    'something that has no text',
  ],
  ['a revoked proxy', revocable.proxy, 'something that has no text', 'something that has no text'],
  ['an error whose message throws', mute, mute, 'something that has no text'],
];

for (const [what, thrown, exception, message] of rows) {
  test(`${what} is told without a throw`, () => {
    assert.ok(Object.is(exceptionOf(thrown), exception));
    assert.equal(messageOf(thrown), message);
  });
}
