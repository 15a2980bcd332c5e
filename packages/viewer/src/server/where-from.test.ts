import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isLocalHost, isLocalOrigin, isLoopback, isNavigation, isOwn } from './where-from.ts';

describe('a header Host', () => {
  const hosts: [string | undefined, boolean][] = [
    ['localhost:4318', true],
    ['LOCALHOST', true],
    ['127.0.0.1:4318', true],
    ['127.1.2.3', true],
    ['[::1]:4318', true],
    ['host.docker.internal:4318', true],
    ['host.containers.internal', true],
    [undefined, false],
    ['', false],
    ['evil.example', false],
    ['localhost.evil.example', false],
    ['evil.example:4318', false],
    ['127.0.0.1.evil.example', false],
    ['127.0.0.1:4318@evil.example', false],
    ['evil.docker.internal', false],
    ['0.0.0.0:4318', false],
    ['192.168.0.1:4318', false],
    ['::1', false],
    ['localhost:4318\n', false],
    ['localhost:123456', false],
  ];
  for (const [host, isLocal] of hosts) {
    test(`${JSON.stringify(host)} is ${isLocal ? 'ours' : 'foreign'}`, () => {
      assert.equal(isLocalHost(host), isLocal);
    });
  }
});

test('addresses that others reach are not this machine’s alone, whatever containers call them', () => {
  for (const address of ['127.0.0.1', '127.1.2.3', '::1', 'localhost'])
    assert.ok(isLoopback(address), address);
  const others = ['host.docker.internal', 'host.containers.internal', '0.0.0.0', '::', '192.168.0.1', ''];
  for (const address of others) assert.ok(!isLoopback(address), address);
});

describe('a page of', () => {
  const origins: [string, boolean][] = [
    ['http://localhost:3000', true],
    ['https://127.0.0.1', true],
    ['http://[::1]:8080', true],
    ['http://evil.example', false],
    ['http://localhost.evil.example', false],
    ['https://localhost@evil.example', false],
    ['null', false],
    ['file://', false],
    ['localhost', false],
    ['chrome-extension://localhost', false],
  ];
  for (const [origin, isLocal] of origins) {
    test(`${origin} may ${isLocal ? '' : 'not '}post telemetry`, () => {
      assert.equal(isLocalOrigin(origin), isLocal);
    });
  }
});

describe('a question', () => {
  const host = '127.0.0.1:4318';
  const requests: [string, boolean, Record<string, string>][] = [
    ['of a program', true, {}],
    ['of our own page', true, { origin: 'http://127.0.0.1:4318', 'sec-fetch-site': 'same-origin' }],
    ['of our own page behind TLS', true, { origin: 'https://127.0.0.1:4318' }],
    ['from the address bar', true, { 'sec-fetch-site': 'none' }],
    ['of another port', false, { origin: 'http://127.0.0.1:3000' }],
    ['of another name of this machine', false, { origin: 'http://localhost:4318' }],
    ['of an image on another port', false, { 'sec-fetch-site': 'same-site' }],
    ['of a script elsewhere', false, { 'sec-fetch-site': 'cross-site' }],
    ['of a page elsewhere', false, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['of a sandbox', false, { origin: 'null' }],
  ];
  for (const [who, own, headers] of requests) {
    test(`${who} is ${own ? '' : 'not '}ours`, () => assert.equal(isOwn({ host, ...headers }), own));
  }

  test('may follow a link, and nothing else', () => {
    const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    assert.equal(isNavigation(link), true);
    assert.equal(isNavigation({ ...link, 'sec-fetch-dest': 'iframe' }), false);
    assert.equal(isNavigation({ 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'document' }), false);
    assert.equal(isNavigation({}), false);
  });
});
