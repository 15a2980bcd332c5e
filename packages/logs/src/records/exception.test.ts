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

test('causes are behind the stack, each once', () => {
  const stackOf = (name: string) => ({ stack: `Error: ${name}\n    at ${name} (/srv/${name}.js:1:1)` });
  const refused = Object.assign(new Error('refused'), stackOf('refused'));
  const broken = Object.assign(new Error('broken', { cause: refused }), stackOf('broken'));
  const failed = Object.assign(new Error('failed', { cause: broken }), stackOf('failed'));
  refused.cause = failed;
  assert.equal(
    exceptionOf(failed)['exception.stacktrace'],
    [failed, broken, refused].map(({ stack }) => stack).join('\ncaused by: '),
  );
  assert.equal(exceptionOf(failed)['exception.message'], 'failed');
});

test('a cause that the stack has already, and one that is no error, are not told', () => {
  const inner = new Error('inner');
  const outer = new Error('outer', { cause: inner });
  outer.stack += `\nwrapped ${inner.stack}`;
  assert.equal(exceptionOf(outer)['exception.stacktrace'], outer.stack);
  const other = new Error('other', { cause: { secret: 1 } });
  assert.equal(exceptionOf(other)['exception.stacktrace'], other.stack);
});

test('errors in one are behind its stack, the first of them', () => {
  const errors = Array.from({ length: 100 }, (_, i) => new Error(`no. ${i}`));
  const { 'exception.stacktrace': text } = exceptionOf(new AggregateError(errors, 'all failed'));
  assert.match(String(text), /^AggregateError: all failed\n(?:.*\n)*caused by: Error: no\. 0\n/);
  assert.equal(String(text).split('\ncaused by: ').length, 9);
});
