import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exchange } from './fixtures/exchange.ts';
import { pageDirectory } from './fixtures/page-directory.ts';
import { openTestServer } from './fixtures/test-server.ts';

describe('the page', () => {
  const files: [string, number, string, string][] = [
    ['/', 200, 'text/html; charset=utf-8', '<!doctype html><title>page</title>'],
    ['/index.html', 200, 'text/html; charset=utf-8', '<!doctype html><title>page</title>'],
    ['/traces/abc?span=1', 200, 'text/html; charset=utf-8', '<!doctype html><title>page</title>'],
    ['/icon.svg', 200, 'image/svg+xml', '<svg/>'],
    ['/assets/gone.js', 404, 'text/plain; charset=utf-8', 'there is no /assets/gone.js\n'],
    ['/../../etc/passwd', 200, 'text/html; charset=utf-8', '<!doctype html><title>page</title>'],
    [
      '/assets/..%2f..%2fetc/passwd',
      404,
      'text/plain; charset=utf-8',
      'there is no /assets/..%2f..%2fetc/passwd\n',
    ],
  ];
  for (const [path, status, type, body] of files) {
    test(`is told from its files by their paths: ${path}`, async (t) => {
      const server = await openTestServer(t, { pageDirectory: pageDirectory(t) });
      const answer = await exchange(server, path);
      assert.deepEqual(
        [answer.status, answer.headers['content-type'], String(answer.body)],
        [status, type, body],
      );
    });
  }

  test('may keep files whose names change with their content, and packs them', async (t) => {
    const server = await openTestServer(t, { pageDirectory: pageDirectory(t) });
    const headers = { 'accept-encoding': 'gzip, br' };
    const { body, headers: given } = await exchange(server, '/assets/index-abc123.js', { headers });
    assert.equal(given['content-encoding'], 'gzip');
    assert.equal(given['cache-control'], 'private, max-age=31536000, immutable');
    assert.ok(body.length < 200);
  });

  test('is sent unpacked to who does not take gzip', async (t) => {
    const server = await openTestServer(t, { pageDirectory: pageDirectory(t) });
    for (const accepted of ['', 'br', 'gzip;q=0', 'gzip; q=0.0, br']) {
      const headers = { 'accept-encoding': accepted };
      const answer = await exchange(server, '/assets/index-abc123.js', { headers });
      assert.deepEqual([accepted, answer.headers['content-encoding']], [accepted, undefined]);
      assert.match(String(answer.body), /^console\.log/);
    }
  });

  test('says how to build it where it is not there', async (t) => {
    const server = await openTestServer(t, { pageDirectory: '/nowhere' });
    const answer = await exchange(server, '/');
    assert.equal(answer.status, 404);
    assert.match(String(answer.body), /node scripts\/build\.mjs/);
  });
});
