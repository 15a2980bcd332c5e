import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTrustItem } from './trust-item.ts';
import { trustItems } from './trust-items.ts';

const matches = (glob: string, path: string) => trustItems([glob]).hasPath(path);

test('a path matches as a whole, and a star stands for any characters', () => {
  const table: [string, string, boolean][] = [
    ['/internal/*', '/internal/jobs/7', true],
    ['/internal/*', '/internal/', true],
    ['/internal/*', '/internal', false],
    ['/internal/*', '/api/internal/x', false],
    ['/internal', '/internal', true],
    ['/internal', '/internal/x', false],
    ['*', '/anything/at-all', true],
    ['*/hooks', '/v1/hooks', true],
    ['*/hooks', '/v1/hooks/x', false],
    ['/v*/hooks/*/done', '/v1/hooks/a/b/done', true],
    ['/v*/hooks/*/done', '/v1/hooks/done', false],
    ['/a*a', '/a', false],
    ['/a*a', '/aa', true],
    ['/a**b', '/ab', true],
    ['/a.c', '/abc', false],
    ['/a+(b)[c]$', '/a+(b)[c]$', true],
    ['/Internal/*', '/internal/x', false],
  ];
  for (const [glob, path, expected] of table) assert.equal(matches(glob, path), expected, `${glob} ${path}`);
});

test('a path that one reads so and another otherwise matches nothing', () => {
  const tricks = [
    ...[
      '/internal/../orders',
      '/internal/..',
      '/internal/./x',
      '/internal/.',
      '/internal//x',
      '//internal/x',
    ],
    ...[
      '/internal/%2e%2e/orders',
      '/internal/%2E./orders',
      '/internal/..%2forders',
      '/internal%2Fx',
      '/internal/%5c..',
    ],
    ...[
      '/internal/\\..\\orders',
      '/internal/%252e',
      '/internal/x%00',
      '/internal/x#y',
      '/internal/é',
      '/internal/ x',
    ],
    ...['/internal/..;/orders', '/internal/.;x/y', '/internal/%c0%ae%C0%AE/orders', '/internal/%C1%9c..'],
    ...['internal/x', 'http://a/internal/x', '*', ''],
  ];
  for (const path of tricks) {
    assert.equal(matches('/internal/*', path), false, path);
    assert.equal(matches('*', path), false, path);
  }
  for (const path of [
    '/internal/...',
    '/internal/.well-known',
    '/internal/a..b',
    '/internal/%20x',
    '/internal/a.b',
    '/internal/a..;b',
    '/internal/x;y=z',
  ])
    assert.equal(matches('/internal/*', path), true, path);
});

test('a peer without an address is in no range', () => {
  const items = trustItems(['0.0.0.0/0', '::/0', '127.0.0.1']);
  for (const address of [undefined, '', 'unknown', '/var/run/app.sock'])
    assert.equal(items.hasAddress(address), false);
  for (const address of ['127.0.0.1', '::ffff:192.0.2.1', 'fe80::1%lo'])
    assert.equal(items.hasAddress(address), true);
  assert.equal(trustItems(['/x']).hasAddress('127.0.0.1'), false);
  assert.equal(trustItems(['127.0.0.1']).hasPath('/x'), false);
});

test('what was found of an address stays true, however many there are', () => {
  const items = trustItems(['10.0.0.0/16']);
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 3000; i++) {
      const address = `10.${i % 2}.${i % 200}.${i >> 8}`;
      assert.equal(items.hasAddress(address), i % 2 === 0, address);
    }
  }
});

test('items are addresses, ranges and paths', () => {
  for (const item of ['10.0.0.0/8', '::1', 'fd00::/8', '/internal/*', '*'])
    assert.ok(isTrustItem(item), item);
  for (const item of ['', '10.0.0.0/99', 'example.com', 'internal/*', 'always', 'never', '10.*'])
    assert.ok(!isTrustItem(item), item);
});

test('time is linear in the path', () => {
  const glob = trustItems([`/${'*a'.repeat(20)}*b`]);
  const timeOf = (length: number) => {
    const path = `/${'a'.repeat(length)}`;
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 60; i++) {
      const started = performance.now();
      for (let j = 0; j < 10; j++) glob.hasPath(path);
      best = Math.min(best, performance.now() - started);
    }
    return best;
  };
  timeOf(20_000);
  const [once, twice] = [timeOf(20_000), timeOf(40_000)];
  assert.ok(twice < 2.5 * once, `${once} ms, of twice the length ${twice} ms`);
});
