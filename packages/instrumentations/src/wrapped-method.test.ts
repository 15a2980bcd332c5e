import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standIn, wrapMethod } from './wrapped-method.ts';

test('a wrapped method keeps its name, its length and how it stands on its object', () => {
  class Target {
    method(_a: unknown, _b: unknown) {
      return 'original';
    }
  }
  wrapMethod(Target.prototype, 'method', (original) => () => `wrapped ${original.call(new Target(), 1, 2)}`);
  const { method } = Target.prototype;
  assert.deepEqual([method(1, 2), method.name, method.length], ['wrapped original', 'method', 2]);
  assert.deepEqual(Object.keys(Target.prototype), []);
});

test('what stands in carries what it stands in for carried, as it was', () => {
  const mark = Symbol('mark');
  const original = Object.assign(function named(_a: unknown) {}, { router: 1, [mark]: 2 });
  const replacement = standIn((..._args: unknown[]) => {}, original) as unknown as typeof original;
  assert.deepEqual(
    [replacement.name, replacement.length, replacement.router, replacement[mark], replacement.prototype],
    ['named', 1, 1, 2, original.prototype],
  );
  assert.deepEqual(Object.keys(replacement), ['router']);
});

test('no property of what is replaced makes it fail', () => {
  function original() {}
  const failing = () => {
    throw new Error('of looking');
  };
  Object.defineProperty(original, 'name', { value: 'fixed', enumerable: true, writable: false });
  Object.defineProperty(original, 'lazy', { get: failing, enumerable: true });
  Object.freeze(original);
  const replacement = standIn(function replaces() {}, original);
  assert.equal(replacement.name, 'fixed');
  assert.throws(() => (replacement as unknown as { lazy: unknown }).lazy, /of looking/);
});
