import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { span, traceId, traces } from '../store/oracle/samples.ts';
import { type ExchangeOptions, exchange } from './fixtures/exchange.ts';
import { pageDirectory } from './fixtures/page-directory.ts';
import { openTestServer } from './fixtures/test-server.ts';

const EVIL = 'https://evil.example';
const json = JSON.stringify(traces({ shop: [span(1, 1)] }));
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a name that is not this machine (DNS rebinding)', () => {
  const paths: [string, ExchangeOptions][] = [
    ['/', {}],
    ['/api/traces', {}],
    ['/api/waymark/live', {}],
    ['/healthz', {}],
    ['/v1/traces', { headers: JSON_TYPE, body: json }],
    ['/api/v2/spans', { headers: JSON_TYPE, body: '[]' }],
  ];
  for (const [path, options] of paths) {
    test(`gets nothing from ${path}`, async (t) => {
      const server = await openTestServer(t);
      const headers = { ...options.headers, host: `evil.example:${server.port}` };
      const answer = await exchange(server, path, { ...options, headers });
      assert.equal(answer.status, 403);
      assert.match(String(answer.body), /only localhost is served here/);
      assert.equal(server.store.status().spans, 0);
    });
  }
});

describe('a page elsewhere', () => {
  const crossSite = { origin: EVIL, 'sec-fetch-site': 'cross-site' };

  const tries: [string, string, ExchangeOptions][] = [
    ['reads', '/api/traces', { headers: crossSite }],
    ['reads what changes', '/api/waymark/live', { headers: crossSite }],
    ['loads data as a script', '/api/traces', { headers: { 'sec-fetch-site': 'cross-site' } }],
    [
      'loads data into a frame',
      '/',
      {
        headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' },
      },
    ],
    [
      'opens data in a window',
      '/api/traces',
      {
        headers: {
          'sec-fetch-site': 'cross-site',
          'sec-fetch-dest': 'document',
          'sec-fetch-mode': 'navigate',
        },
      },
    ],
    ['sends spans', '/v1/traces', { headers: { ...crossSite, ...JSON_TYPE }, body: json }],
    ['sends spans of Zipkin', '/api/v2/spans', { headers: { ...crossSite, ...JSON_TYPE }, body: '[]' }],
    [
      'imports',
      '/api/waymark/import',
      { headers: { ...crossSite, 'content-type': 'text/plain' }, body: json },
    ],
    [
      'asks whether it may send',
      '/v1/traces',
      { method: 'OPTIONS', headers: { origin: EVIL, 'access-control-request-method': 'POST' } },
    ],
    [
      'asks whether it may read',
      '/api/traces',
      { method: 'OPTIONS', headers: { origin: EVIL, 'access-control-request-method': 'GET' } },
    ],
  ];
  for (const [what, path, options] of tries) {
    test(`is refused when it ${what}`, async (t) => {
      const server = await openTestServer(t, { pageDirectory: pageDirectory(t) });
      const answer = await exchange(server, path, options);
      assert.equal(answer.status, 403);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
      assert.equal(server.store.status().spans, 0);
    });
  }

  test('hears so in OTLP where it sends spans', async (t) => {
    const server = await openTestServer(t);
    for (const headers of [crossSite, { host: 'evil.example' }]) {
      const sent = { headers: { ...headers, ...JSON_TYPE }, body: json };
      const answer = await exchange(server, '/v1/traces', sent);
      assert.equal(answer.headers['content-type'], 'application/json');
      assert.equal(JSON.parse(String(answer.body)).code, 7);
    }
  });

  test('may link to the page', async (t) => {
    const server = await openTestServer(t, { pageDirectory: pageDirectory(t) });
    const headers = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-dest': 'document',
      'sec-fetch-mode': 'navigate',
    };
    assert.equal((await exchange(server, '/traces/abc', { headers })).status, 200);
  });

  test('cannot import by a form, whatever it claims to be', async (t) => {
    const server = await openTestServer(t);
    for (const type of [
      '',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=a',
    ]) {
      const answer = await exchange(server, '/api/waymark/import', {
        headers: { 'content-type': type },
        body: json,
      });
      assert.equal([415, 403].includes(answer.status), true, `${type}: ${answer.status}`);
    }
  });
});

describe('a page of this machine', () => {
  const origin = 'http://localhost:3000';

  test('may send telemetry, and read the answer', async (t) => {
    const server = await openTestServer(t);
    const asked = await exchange(server, '/v1/traces', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-custom',
      },
    });
    assert.equal(asked.status, 204);
    assert.equal(asked.headers['access-control-allow-origin'], origin);
    assert.equal(asked.headers['access-control-allow-methods'], 'POST');
    assert.equal(asked.headers['access-control-allow-headers'], 'content-type,x-custom');
    assert.match(asked.headers.vary ?? '', /Origin/);
    const sent = await exchange(server, '/v1/traces', { headers: { ...JSON_TYPE, origin }, body: json });
    assert.deepEqual([sent.status, sent.headers['access-control-allow-origin']], [200, origin]);
    assert.equal((await server.store.spansOf(traceId(1))).length, 1);
  });

  test('may not read what others sent', async (t) => {
    const server = await openTestServer(t);
    const answer = await exchange(server, '/api/traces', {
      headers: { origin, 'sec-fetch-site': 'same-site' },
    });
    assert.equal(answer.status, 403);
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
  });
});

describe('every answer', () => {
  const paths = [
    '/',
    '/assets/index-abc123.js',
    '/api/traces',
    '/api/waymark/status',
    '/healthz',
    '/assets/none.js',
  ];
  for (const path of paths) {
    test(`keeps what telemetry holds from running: ${path}`, async (t) => {
      const server = await openTestServer(t, { pageDirectory: pageDirectory(t) });
      const { headers } = await exchange(server, path);
      const policy = String(headers['content-security-policy']);
      assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
      if (!path.startsWith('/assets/index')) assert.equal(headers['cache-control'], 'no-store');
    });
  }

  test('to a method that changes things is 405', async (t) => {
    const server = await openTestServer(t, { pageDirectory: pageDirectory(t) });
    for (const [path, method] of [
      ['/api/traces', 'PATCH'],
      ['/api/waymark/status', 'DELETE'],
      ['/', 'POST'],
      ['/api/waymark/import', 'PUT'],
      ['/api/waymark/live', 'POST'],
    ] as const) {
      const answer = await exchange(server, path, { method });
      assert.deepEqual([path, answer.status], [path, 405]);
      assert.ok(answer.headers.allow);
    }
  });

  test('to a question is what the store says, packed where it is worth it', async (t) => {
    const server = await openTestServer(t);
    const answer = await exchange(server, '/api/traces/a%2Fb?x=1&x=%20');
    assert.deepEqual(JSON.parse(String(answer.body)), {
      method: 'GET',
      path: '/api/traces/a%2Fb',
      query: 'x=1&x=+',
    });
    const long = await fetch(`${server.url}/api/traces?x=${'y'.repeat(3000)}`);
    assert.equal(long.headers.get('content-encoding'), 'gzip');
    assert.equal(((await long.json()) as { query: string }).query.length, 3002);
    const head = await exchange(server, '/api/traces', { method: 'HEAD' });
    assert.deepEqual([head.status, head.body.length], [200, 0]);
  });

  test('to what is no path is 400', async (t) => {
    const server = await openTestServer(t);
    assert.equal((await exchange(server, 'http://evil.example/api/traces')).status, 400);
    assert.equal((await exchange(server, '*', { method: 'OPTIONS' })).status, 400);
  });
});
