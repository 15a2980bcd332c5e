import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globOf } from './glob.ts';

for (const [pattern, text, expected] of [
  ['/health', '/health', true],
  ['/health', '/healthy', false],
  ['/assets/*', '/assets/a/b.css', true],
  ['/assets/*', '/x/assets/', false],
  ['*.css', 'a.css', true],
  ['*.css', 'a-css', false],
  ['a*b*c', 'a1b2\n3c', true],
  ['(a|b)+[c]', '(a|b)+[c]', true],
  ['*', '', true],
] as const) {
  test(`'${pattern}' ${expected ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
    assert.equal(globOf(pattern).test(text), expected);
  });
}
