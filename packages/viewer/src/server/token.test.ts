import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exchange } from './fixtures/exchange.ts';
import { pageDirectory } from './fixtures/page-directory.ts';
import { openTestServer } from './fixtures/test-server.ts';
import { Token } from './token.ts';

const secret = 's3cret';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a token', () => {
  const header = new Token(secret).cookie().split(';')[0]!;
  const accepted: [string, boolean, Record<string, string>][] = [
    ['as a bearer', true, { authorization: 'Bearer s3cret' }],
    ['as a bearer in small letters', true, { authorization: 'bearer s3cret' }],
    ['in its cookie', true, { cookie: header }],
    ['in its cookie among others', true, { cookie: `a=b; ${header}; c=d` }],
    ['in its cookie, after one that somebody else set', true, { cookie: `${header}x; ${header}` }],
    ['nowhere', false, {}],
    ['as another bearer', false, { authorization: 'Bearer s3cre' }],
    ['as an empty bearer', false, { authorization: 'Bearer ' }],
    ['as a password', false, { authorization: 'Basic s3cret' }],
    ['in a cookie that is the token itself', false, { cookie: `${header.split('=')[0]}=s3cret` }],
    ['in a cookie of another name', false, { cookie: `x=${header.split('=')[1]}` }],
    ['as another bearer beside the cookie', false, { authorization: 'Bearer x', cookie: header }],
  ];
  for (const [how, isIn, headers] of accepted) {
    test(`${how} is ${isIn ? '' : 'not '}accepted`, () =>
      assert.equal(new Token(secret).isIn(headers), isIn));
  }

  test('is random where nobody gave one, and its cookie does not tell it', () => {
    const [one, other] = [Token.random(), Token.random()];
    assert.match(one.text, /^[\da-f]{32}$/);
    assert.notEqual(one.text, other.text);
    assert.doesNotMatch(one.cookie(), new RegExp(one.text));
  });

  test('is never empty, nor what no header can carry', () => {
    for (const text of ['', ' ', 'two words', 'line\n', 'é'])
      assert.throws(() => new Token(text), /a token is/);
  });

  test('is not known to a script, nor sent for another page', () => {
    assert.match(new Token(secret).cookie(), /; Path=\/; HttpOnly; SameSite=Strict; /);
  });
});

describe('a server that requires a token', () => {
  const paths = ['/', '/api/traces', '/api/waymark/live', '/assets/index-abc123.js'];
  for (const path of paths) {
    test(`says what to do where there is none: ${path}`, async (t) => {
      const server = await openTestServer(t, { token: secret, pageDirectory: pageDirectory(t) });
      const answer = await exchange(server, path);
      assert.equal(answer.status, 401);
      assert.match(String(answer.body), /a token is required: open the link that the viewer printed/);
      assert.equal(answer.headers['set-cookie'], undefined);
    });
  }

  test('takes telemetry with it, and tells exporters without it in their own encoding', async (t) => {
    const server = await openTestServer(t, { token: secret });
    for (const [path, body] of [
      ['/v1/traces', '{}'],
      ['/api/v2/spans', '[]'],
    ] as const) {
      const refused = await exchange(server, path, { headers: JSON_TYPE, body });
      assert.equal(refused.status, 401);
      const authorization = `Bearer ${secret}`;
      const taken = await exchange(server, path, { headers: { ...JSON_TYPE, authorization }, body });
      assert.ok(taken.status < 300);
    }
    const { body } = await exchange(server, '/v1/logs', { headers: JSON_TYPE, body: '{}' });
    assert.equal((JSON.parse(String(body)) as { code: number }).code, 16);
  });

  test('makes a cookie of the one in a link, and takes it out of the address', async (t) => {
    const server = await openTestServer(t, { token: secret, pageDirectory: pageDirectory(t) });
    assert.equal(server.pageUrl, `${server.url}/?token=${secret}`);
    const first = await exchange(server, `/traces/ab%2Fc?span=1&token=${secret}`);
    assert.equal(first.status, 200);
    assert.match(String(first.body), /content="0;url=\/traces\/ab%2Fc\?span=1"/);
    assert.doesNotMatch(String(first.body), /s3cret/);
    const cookie = first.headers['set-cookie']![0]!.split(';')[0]!;
    assert.equal((await exchange(server, '/traces/ab', { headers: { cookie } })).status, 200);
    assert.equal((await exchange(server, '/api/traces', { headers: { cookie } })).status, 200);
  });

  test('does not lead to another host by a link', async (t) => {
    const server = await openTestServer(t, { token: secret });
    for (const path of ['//evil.example/', '/\\evil.example/', '/"><script>alert(1)</script>']) {
      const { body } = await exchange(server, `${path}?token=${secret}`);
      const address = /url=(.*?)">/.exec(String(body))?.[1] ?? '';
      assert.match(address, /^\/[^/\\]/);
      assert.doesNotMatch(String(body), /<script/);
    }
  });

  test('takes no wrong one, and none in a question', async (t) => {
    const server = await openTestServer(t, { token: secret, pageDirectory: pageDirectory(t) });
    for (const path of ['/?token=wrong', '/?token=', `/api/traces?token=${secret}`]) {
      const answer = await exchange(server, path);
      assert.deepEqual([path, answer.status, answer.headers['set-cookie']], [path, 401, undefined]);
    }
  });

  test('tells who asks that it is there', async (t) => {
    const server = await openTestServer(t, { token: secret });
    assert.equal(String((await exchange(server, '/healthz')).body), 'ok\n');
  });
});

describe('any address but those of this machine', () => {
  test('gets a token, asked for or not, and then any name will do', async (t) => {
    const server = await openTestServer(t, { host: '0.0.0.0', pageDirectory: pageDirectory(t) });
    assert.match(server.token ?? '', /^[\da-f]{32}$/);
    const headers = { host: 'viewer.example:4318' };
    assert.equal((await exchange(server, '/', { headers })).status, 401);
    const authorization = `Bearer ${server.token}`;
    assert.equal((await exchange(server, '/', { headers: { ...headers, authorization } })).status, 200);
  });

  test('but this machine gets none', async (t) => {
    for (const host of [undefined, 'localhost', '127.0.0.1', '127.0.0.2'])
      assert.equal((await openTestServer(t, host === undefined ? {} : { host })).token, undefined);
  });
});
