import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attributes } from '@opentelemetry/api';
import { firstError, isError, putException } from './exception.ts';

function exceptionOf(error: object): Attributes {
  const attributes: Attributes = {};
  putException(attributes, error);
  return attributes;
}

test("an error's own `type` is a word of the app's, not its class", () => {
  const error = Object.assign(new RangeError('too large'), { type: 'entity.too.large' });
  assert.equal(exceptionOf(error)['exception.type'], 'RangeError');
});

test("a serializer's `type` is the class", () => {
  assert.equal(
    exceptionOf({ type: 'TypeError', name: 'Error', message: 'm' })['exception.type'],
    'TypeError',
  );
});

test('a subclass without a name of its own is known by its class', () => {
  class Declined extends Error {}
  assert.equal(exceptionOf(new Declined('no'))['exception.type'], 'Declined');
});

test('what an error refuses to tell is left out', () => {
  const refusing = { get: () => assert.fail('asked') };
  const error = Object.defineProperties(new TypeError('boom'), { stack: refusing });
  assert.deepEqual(exceptionOf(error), { 'exception.type': 'TypeError', 'exception.message': 'boom' });
  Object.defineProperties(error, { name: refusing, message: refusing });
  assert.deepEqual(exceptionOf(error), {});
});

test('what refuses to tell its class is no error', () => {
  const refusing = new Proxy({}, { getPrototypeOf: () => assert.fail('asked') });
  assert.equal(isError(refusing), false);
  assert.equal(firstError([refusing]), undefined);
});
