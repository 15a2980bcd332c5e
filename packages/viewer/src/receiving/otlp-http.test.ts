import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import {
  fromProtobuf,
  LOGS,
  LOGS_ANSWER,
  METRICS,
  RPC_STATUS,
  TRACES,
  TRACES_ANSWER,
  toProtobuf,
} from '@waymark/otlp';
import { type ExchangeOptions, exchange } from '../server/fixtures/exchange.ts';
import { openTestServer, type TestServerOptions } from '../server/fixtures/test-server.ts';
import { logRecord, logs, span, traceId, traces } from '../store/oracle/samples.ts';
import type { Taken } from '../store/telemetry-store.ts';

const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };

const request = traces({ shop: [span(1, 1)] });
const protobuf = toProtobuf(TRACES, request);
const json = JSON.stringify(request);

const spanCount = async (server: { store: { status(): { spans: number } } }) => server.store.status().spans;

describe('what is sent as OTLP is kept, and answered in its encoding', () => {
  const good: [string, string, ExchangeOptions][] = [
    ['protobuf', '', { headers: PROTOBUF, body: protobuf }],
    ['JSON', '{}', { headers: JSON_TYPE, body: json }],
    ['a charset', '{}', { headers: { 'content-type': 'Application/JSON; charset=utf-8' }, body: json }],
    ['gzip', '', { headers: { ...PROTOBUF, 'content-encoding': 'gzip' }, body: gzipSync(protobuf) }],
    ['gzip of JSON', '{}', { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: gzipSync(json) }],
    ['gzip in parts', '', gzipOf(protobuf.subarray(0, 9), protobuf.subarray(9))],
    ['deflate', '', { headers: { ...PROTOBUF, 'content-encoding': 'deflate' }, body: deflateSync(protobuf) }],
    ['zstd', '', { headers: { ...PROTOBUF, 'content-encoding': 'zstd' }, body: zstdCompressSync(protobuf) }],
    ['identity', '', { headers: { ...PROTOBUF, 'content-encoding': 'identity' }, body: protobuf }],
    ['chunks', '', { headers: { ...PROTOBUF, 'transfer-encoding': 'chunked' }, body: protobuf }],
  ];
  for (const [condition, body, options] of good) {
    test(condition, async (t) => {
      const server = await openTestServer(t);
      const answer = await exchange(server, '/v1/traces', options);
      assert.equal(answer.status, 200);
      assert.equal(
        answer.headers['content-type'],
        body === '' ? PROTOBUF['content-type'] : 'application/json',
      );
      assert.equal(String(answer.body), body);
      assert.equal(answer.headers['waymark-viewer'], 'pending=1');
      const [stored] = await server.store.spansOf(traceId(1));
      assert.deepEqual(stored?.span, request.resourceSpans[0]?.scopeSpans[0]?.spans[0]);
    });
  }

  function gzipOf(...parts: Uint8Array[]): ExchangeOptions {
    const body = Buffer.concat(parts.map((part) => gzipSync(part)));
    return { headers: { ...PROTOBUF, 'content-encoding': 'gzip' }, body };
  }

  test('log records', async (t) => {
    const server = await openTestServer(t);
    const body = toProtobuf(LOGS, logs({ shop: [logRecord(1, 1)] }));
    assert.equal((await exchange(server, '/v1/logs', { headers: PROTOBUF, body })).status, 200);
    assert.equal((await server.store.logsOf(traceId(1))).length, 1);
  });

  test('metrics, which nobody keeps', async (t) => {
    const server = await openTestServer(t);
    const metrics = { resourceMetrics: [{ scopeMetrics: [] }] };
    const answers = [
      await exchange(server, '/v1/metrics', { headers: JSON_TYPE, body: JSON.stringify(metrics) }),
      await exchange(server, '/v1/metrics', { headers: PROTOBUF, body: toProtobuf(METRICS, metrics) }),
    ];
    assert.deepEqual(
      answers.map(({ status, body }) => [status, String(body)]),
      [
        [200, '{}'],
        [200, ''],
      ],
    );
  });

  test('nothing at all', async (t) => {
    const server = await openTestServer(t);
    for (const path of ['/v1/traces', '/v1/logs', '/v1/metrics', '/v1/waymark/pending']) {
      const empty = await exchange(server, path, { headers: PROTOBUF, body: '' });
      assert.deepEqual([path, empty.status, empty.body.length], [path, 200, 0]);
    }
  });

  test('the same batch a second time, once', async (t) => {
    const server = await openTestServer(t);
    for (const [headers, body] of [
      [PROTOBUF, protobuf],
      [PROTOBUF, protobuf],
      [JSON_TYPE, json],
    ] as const) {
      assert.equal((await exchange(server, '/v1/traces', { headers, body })).status, 200);
    }
    assert.equal(await spanCount(server), 1);
  });

  test('hundreds of requests on a few connections', async (t) => {
    const server = await openTestServer(t);
    const posts = Array.from({ length: 300 }, (_, at) => {
      const body = toProtobuf(TRACES, traces({ shop: [span(at + 1, 1)] }));
      return fetch(`${server.url}/v1/traces`, {
        method: 'POST',
        headers: PROTOBUF,
        body: new Uint8Array(body),
      });
    });
    const statuses = await Promise.all(posts.map(async (post) => (await post).status));
    assert.deepEqual(new Set(statuses), new Set([200]));
    assert.equal(await spanCount(server), 300);
  });
});

describe('a partial success', () => {
  const outcome = (taken: Taken): TestServerOptions => ({ intake: { take: async () => taken } });

  test('says how many were rejected, and why', async (t) => {
    const server = await openTestServer(t);
    const some = traces({ shop: [span(1, 1), span(1, 2, { traceId: '' })] });
    const answers = [
      await exchange(server, '/v1/traces', { headers: JSON_TYPE, body: JSON.stringify(some) }),
      await exchange(server, '/v1/traces', { headers: PROTOBUF, body: toProtobuf(TRACES, some) }),
    ];
    const read = [JSON.parse(String(answers[0]!.body)), fromProtobuf(TRACES_ANSWER, answers[1]!.body)];
    for (const { partialSuccess } of read) {
      assert.equal(partialSuccess.rejectedSpans, '1');
      assert.match(partialSuccess.errorMessage, /id/);
    }
    assert.equal(await spanCount(server), 1);
  });

  test('is a warning when nothing was rejected', async (t) => {
    const server = await openTestServer(
      t,
      outcome({ accepted: 1, rejected: 0, message: 'old data is dropped' }),
    );
    const { body } = await exchange(server, '/v1/logs', { headers: PROTOBUF, body: '' });
    assert.deepEqual(fromProtobuf(LOGS_ANSWER, body), {
      partialSuccess: { rejectedLogRecords: '0', errorMessage: 'old data is dropped' },
    });
  });

  test('is never long', async (t) => {
    const server = await openTestServer(
      t,
      outcome({ accepted: 1, rejected: 0, message: 'é'.repeat(5_000_000) }),
    );
    const { body } = await exchange(server, '/v1/logs', { headers: JSON_TYPE, body: '' });
    assert.ok(body.length < 20_000);
  });
});

describe('a request that is wrong is refused, and nothing of it is kept', () => {
  const bad: [string, number, RegExp, ExchangeOptions][] = [
    [
      'bytes that are no protobuf',
      400,
      /^OTLP body is not valid at byte 0: /,
      { headers: PROTOBUF, body: '\x07' },
    ],
    ['half a request', 400, /bytes are announced/, { headers: PROTOBUF, body: protobuf.subarray(0, -3) }],
    ['text that is no JSON', 400, /it is not JSON/, { headers: JSON_TYPE, body: '{' }],
    ['JSON without an object', 400, /must be an object/, { headers: JSON_TYPE, body: '[]' }],
    ['base64 ids', 400, /resourceSpans\[0\].*32 hexadecimal/, { headers: JSON_TYPE, body: base64Ids() }],
    ['nothing as JSON', 400, /it is not JSON/, { headers: JSON_TYPE, body: '' }],
    ['broken gzip', 400, /not valid gzip/, { headers: packed('gzip'), body: protobuf }],
    [
      'half a gzip',
      400,
      /not valid gzip/,
      { headers: packed('gzip'), body: gzipSync(protobuf).subarray(0, -9) },
    ],
    ['another packing', 415, /content-encoding "br"/, { headers: packed('br'), body: protobuf }],
    ['GET', 405, /method GET is not supported; POST/, { headers: PROTOBUF, method: 'GET' }],
    ['PUT', 405, /method PUT/, { headers: JSON_TYPE, method: 'PUT', body: json }],
  ];

  function packed(encoding: string) {
    return { ...PROTOBUF, 'content-encoding': encoding };
  }

  function base64Ids(): string {
    return json.replace(traceId(1), 'W47/95gDgQPSabYzgT/GDA==');
  }

  for (const [condition, status, message, options] of bad) {
    test(`${condition}: ${status}`, async (t) => {
      const server = await openTestServer(t);
      const answer = await exchange(server, '/v1/traces', options);
      const read = readStatus(answer.headers['content-type'], answer.body);
      assert.equal(answer.status, status);
      assert.match(read.message, message);
      assert.notEqual(read.code, 0);
      assert.equal(answer.headers['content-type'], String(options.headers!['content-type']).split(';')[0]);
      assert.equal(answer.headers.allow, status === 405 ? 'POST' : undefined);
      assert.equal(await spanCount(server), 0);
    });
  }

  function readStatus(type: string | undefined, body: Buffer): { code: number; message: string } {
    return type === 'application/json' ? JSON.parse(String(body)) : fromProtobuf(RPC_STATUS, body);
  }

  for (const type of ['text/plain', 'application/octet-stream', 'multipart/form-data', '']) {
    test(`content-type "${type}": 415 as text`, async (t) => {
      const server = await openTestServer(t);
      const answer = await exchange(server, '/v1/traces', {
        headers: type ? { 'content-type': type } : {},
        body: json,
      });
      assert.equal(answer.status, 415);
      assert.match(String(answer.body), /application\/x-protobuf or application\/json/);
    });
  }

  test('a store that fails: 503, and the sender comes back', async (t) => {
    const server = await openTestServer(t, {
      intake: {
        take: async () => {
          throw new Error('disk full');
        },
      },
    });
    const answer = await exchange(server, '/v1/traces', { headers: PROTOBUF, body: protobuf });
    assert.equal(answer.status, 503);
    assert.equal(answer.headers['retry-after'], '1');
    assert.deepEqual(fromProtobuf(RPC_STATUS, answer.body), {
      code: 14,
      message: 'the store failed: disk full',
      details: [],
    });
  });
});

describe('a body has a limit', () => {
  const large = randomBytes(2000);

  const tooLarge: [string, ExchangeOptions][] = [
    ['announced', { headers: PROTOBUF, body: large }],
    ['in chunks', { headers: { ...PROTOBUF, 'transfer-encoding': 'chunked' }, body: large }],
    ['packed', { headers: { ...PROTOBUF, 'content-encoding': 'gzip' }, body: gzipSync(large) }],
    [
      'a bomb',
      { headers: { ...PROTOBUF, 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(400_000)) },
    ],
    [
      'a bomb of another kind',
      {
        headers: { ...PROTOBUF, 'content-encoding': 'zstd' },
        body: zstdCompressSync(Buffer.alloc(50_000_000)),
      },
    ],
    [
      'many megabytes of it',
      { headers: { ...PROTOBUF, 'transfer-encoding': 'chunked' }, body: Buffer.alloc(20_000_000) },
    ],
  ];
  for (const [condition, options] of tooLarge) {
    test(`${condition}: 413, which the sender gets to read`, async (t) => {
      const server = await openTestServer(t, { maxBodyBytes: 1000 });
      const answer = await exchange(server, '/v1/traces', options);
      assert.equal(answer.status, 413);
      assert.match(
        fromProtobuf(RPC_STATUS, answer.body).message,
        /larger than 1000 bytes; send smaller batches/,
      );
    });
  }

  test('and may reach it', async (t) => {
    const server = await openTestServer(t, { maxBodyBytes: protobuf.length });
    const packed = { headers: { ...PROTOBUF, 'content-encoding': 'gzip' }, body: gzipSync(protobuf) };
    for (const options of [{ headers: PROTOBUF, body: protobuf }, packed]) {
      const limited = options.body.length > protobuf.length ? 413 : 200;
      assert.equal((await exchange(server, '/v1/traces', options)).status, limited);
    }
  });
});

describe('under overload', () => {
  /** Keeps what it is given until the test lets go. */
  function slowIntake(t: TestContext) {
    const { promise, resolve } = Promise.withResolvers<Taken>();
    t.after(() => resolve({ accepted: 0, rejected: 0 }));
    return { intake: { take: () => promise }, letGo: () => resolve({ accepted: 0, rejected: 0 }) };
  }

  test('a request is answered 429, and taken when the others are done', async (t) => {
    const { intake, letGo } = slowIntake(t);
    const server = await openTestServer(t, { intake, maxBytesInFlight: 1500 });
    const post = () => exchange(server, '/v1/traces', { headers: PROTOBUF, body: Buffer.alloc(1000) });
    const first = post();
    let second = await post();
    // The first may not have arrived yet.
    while (second.status === 200) second = await post();
    assert.equal(second.status, 429);
    assert.equal(second.headers['retry-after'], '1');
    assert.equal(fromProtobuf(RPC_STATUS, second.body).code, 8);
    letGo();
    assert.equal((await first).status, 200);
    assert.equal((await post()).status, 200);
  });

  test('a single request is taken, however large', async (t) => {
    const server = await openTestServer(t, { maxBytesInFlight: 10 });
    assert.equal((await exchange(server, '/v1/traces', { headers: PROTOBUF, body: protobuf })).status, 200);
  });
});
