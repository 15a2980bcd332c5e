import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageFileOf } from './package-file.ts';

const rows: [what: string, url: string, expected: object | undefined][] = [
  [
    'a package',
    'file:///a/node_modules/pg/lib/index.js',
    { name: 'pg', baseUrl: 'file:///a/node_modules/pg' },
  ],
  [
    'a scoped package',
    'file:///a/node_modules/@s/n/i.js',
    { name: '@s/n', baseUrl: 'file:///a/node_modules/@s/n' },
  ],
  [
    'the innermost package of a nested one',
    'file:///a/node_modules/b/node_modules/c/i.js',
    { name: 'c', baseUrl: 'file:///a/node_modules/b/node_modules/c' },
  ],
  [
    'a Windows path',
    'file:///C:/a/node_modules/pg/i.js',
    { name: 'pg', baseUrl: 'file:///C:/a/node_modules/pg' },
  ],
  ['a file of the app', 'file:///a/src/index.js', undefined],
  ['a file right below node_modules', 'file:///a/node_modules/loose.js', undefined],
  ['a file right below a scope', 'file:///a/node_modules/@s/loose.js', undefined],
  ['a builtin', 'node:http', undefined],
  ['another scheme', 'data:text/javascript,/node_modules/pg/x', undefined],
];

for (const [what, url, expected] of rows) {
  test(`finds ${expected ? '' : 'no package in '}${what}`, () =>
    assert.deepEqual(packageFileOf(url), expected));
}
