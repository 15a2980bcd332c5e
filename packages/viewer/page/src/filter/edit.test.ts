import assert from 'node:assert/strict';
import { test } from 'node:test';
import { termValue, withAttribute, withTerm } from './edit.ts';

test('reads what a term compares with', () => {
  assert.equal(termValue('checkout service="my shop" a=b', 'service'), 'my shop');
  assert.equal(termValue('duration>=100ms', 'duration', '>='), '100ms');
  assert.equal(termValue('duration>=100ms', 'duration', '<='), undefined);
  assert.equal(termValue('"service"=x', 'service'), undefined);
});

test('puts a term in the place of its like, or takes it away, and leaves the rest', () => {
  const table: [before: string, value: string | undefined, after: string][] = [
    ['', 'shop', 'service=shop'],
    ['checkout', 'shop', 'checkout service=shop'],
    ['a=1 service=x b=2', 'my shop', 'a=1 service="my shop" b=2'],
    ['a=1 service=x b=2', undefined, 'a=1 b=2'],
    ['service=x b=2', '', 'b=2'],
    ['service=x', undefined, ''],
    ['service=x a service=y', 'z', 'service=z a'],
    ['service!=x', 'z', 'service!=x service=z'],
  ];
  for (const [before, value, after] of table) assert.equal(withTerm(before, 'service', '=', value), after);
});

test('adds an attribute once, quoted where it must be', () => {
  assert.equal(withAttribute('a=1', 'url path', 'x y'), 'a=1 "url path"="x y"');
  assert.equal(withAttribute('a=1', 'a', '1'), 'a=1');
  assert.equal(withAttribute('', 'a', ''), 'a=""');
});
