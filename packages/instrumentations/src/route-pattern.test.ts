import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinPatterns, mountPattern, patternText } from './route-pattern.ts';

const texts: [path: unknown, text: string, mount: string | undefined][] = [
  ['/users/:id', '/users/:id', '/users/:id'],
  ['/', '/', undefined],
  ['', '', undefined],
  ['/api/', '/api/', '/api'],
  [/^\/re(\d+)$/, '/^\\/re(\\d+)$/', '/^\\/re(\\d+)$/'],
  [['/a', '/b'], '/a,/b', '/a,/b'],
  [['/a', ['/b', /c/]], '/a,/b,/c/', '/a,/b,/c/'],
];

for (const [path, text, mount] of texts) {
  test(`the path ${JSON.stringify(text)} reads so, and mounts at ${mount}`, () => {
    assert.equal(patternText(path), text);
    assert.equal(mountPattern(path), mount);
  });
}

const joins: [outer: string, inner: string, route: string][] = [
  ['', '/', '/'],
  ['', '/users', '/users'],
  ['', 'users', '/users'],
  ['', '*', '*'],
  ['/api', '/', '/api'],
  ['/api', '/:id', '/api/:id'],
  ['/api', 'users', '/api/users'],
  ['/api', '*', '/api/*'],
];

for (const [outer, inner, route] of joins) {
  test(`'${outer}' and '${inner}' make ${route}`, () => assert.equal(joinPatterns(outer, inner), route));
}
