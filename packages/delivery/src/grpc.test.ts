import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type connect, createServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Metadata, status } from '@grpc/grpc-js';
import { makeCertificates } from '@waymark/testing';
import { until } from './fixtures/collector.ts';
import { ended, startExitingApp } from './fixtures/exits.ts';
import { GrpcServer, METHOD } from './fixtures/grpc-server.ts';
import { assertBalanced, batch, type TestQueueOptions, testQueue } from './fixtures/queue.ts';

function grpcQueue({ destination, ...options }: TestQueueOptions) {
  return testQueue({ ...options, destination: { protocol: 'grpc', ...destination } });
}

/** google.rpc.Status with a RetryInfo of `seconds`, as `grpc-status-details-bin` has it. */
function retryIn(seconds: number): Metadata {
  const field = (number: number, bytes: Buffer) => Buffer.from([(number << 3) | 2, bytes.length, ...bytes]);
  const delay = field(1, Buffer.from([8, seconds]));
  const any = Buffer.concat([
    field(1, Buffer.from('type.googleapis.com/google.rpc.RetryInfo')),
    field(2, delay),
  ]);
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.concat([Buffer.from([8, 8]), field(3, any)]));
  return metadata;
}

test('delivers batches in order over one connection', async () => {
  await using server = await GrpcServer.start();
  const { queue, lines } = grpcQueue({ url: server.url, destination: { headers: { 'X-Team': 'blue' } } });
  for (const text of ['one', 'two', 'three']) queue.add(batch(text, 2));
  await queue.flush();
  assert.deepEqual(server.bodies, ['one', 'two', 'three']);
  assert.equal(new Set(server.called.map(({ from }) => from)).size, 1);
  const { metadata } = server.called[0]!;
  assert.equal(metadata['user-agent'], 'test/1');
  assert.equal(metadata['x-team'], 'blue');
  assert.equal(queue.counts.delivered, 6);
  assert.deepEqual(lines, []);
  await queue.shutdown();
});

test('a large body arrives whole', async () => {
  await using server = await GrpcServer.start();
  const { queue } = grpcQueue({ url: server.url });
  queue.add({ body: Buffer.alloc(1_500_000, 'x'), records: 1 });
  await queue.flush();
  assert.equal(server.called[0]?.body.length, 1_500_000);
  await queue.shutdown();
});

test('compresses when asked', async () => {
  await using server = await GrpcServer.start();
  const { queue } = grpcQueue({ url: server.url, destination: { compression: 'gzip' } });
  queue.add(batch('again '.repeat(1_000)));
  await queue.flush();
  assert.deepEqual(server.bodies, ['again '.repeat(1_000)]);
  await queue.shutdown();
});

test('user and password of the URL become basic auth', async () => {
  await using server = await GrpcServer.start();
  const { queue } = grpcQueue({ url: server.url.replace('//', '//me:p%40ss@') });
  queue.add(batch('one'));
  await queue.flush();
  assert.equal(
    server.called[0]?.metadata.authorization,
    `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
  );
  await queue.shutdown();
});

test('a partial success is counted and said once', async () => {
  // partial_success { rejected_spans: 2, error_message: "old" }
  const partial = Buffer.from([10, 7, 8, 2, 18, 3, 111, 108, 100]);
  await using server = await GrpcServer.start(() => partial);
  const { queue, lines } = grpcQueue({ url: server.url });
  queue.add(batch('one', 5));
  await queue.flush();
  assert.equal(queue.counts.delivered, 3);
  assert.equal(queue.counts.dropped, 2);
  assert.deepEqual(lines, [
    `http://localhost:${server.port} rejected 2 spans: 'old'; later ones are counted without a line`,
  ]);
  await queue.shutdown();
});

test('UNAVAILABLE is tried again until it works', async () => {
  await using server = await GrpcServer.start((call) =>
    call < 3 ? { code: status.UNAVAILABLE, details: 'busy, 100% so' } : Buffer.alloc(0),
  );
  const { queue, lines } = grpcQueue({ url: server.url });
  queue.add(batch('one'));
  await until(() => queue.counts.delivered === 1, 'it was taken');
  assert.equal(server.called.length, 3);
  assert.match(
    lines[0]!,
    /does not take traces now: gRPC UNAVAILABLE, 'busy, 100% so'; up to 16 MiB are kept/,
  );
  assert.match(lines[1]!, /works again, nothing was dropped/);
  await queue.shutdown();
});

test('RESOURCE_EXHAUSTED waits for the time that the server gives', async () => {
  await using server = await GrpcServer.start((call) =>
    call === 1 ? { code: status.RESOURCE_EXHAUSTED, details: 'full', metadata: retryIn(1) } : Buffer.alloc(0),
  );
  const { queue } = grpcQueue({ url: server.url });
  const start = performance.now();
  queue.add(batch('one'));
  await until(() => queue.counts.delivered === 1, 'it was taken');
  assert.ok(performance.now() - start > 950);
  await queue.shutdown();
});

test('what is refused for good is dropped and said', async () => {
  await using server = await GrpcServer.start(() => ({ code: status.UNAUTHENTICATED, details: 'who?' }));
  const { queue, lines } = grpcQueue({ url: server.url });
  queue.add(batch('one'));
  await queue.flush();
  assert.equal(queue.counts.dropped, 1);
  assert.deepEqual(lines, [
    `http://localhost:${server.port} refuses traces: gRPC UNAUTHENTICATED, 'who?' (check the configured credentials); spans that it refuses are dropped`,
  ]);
  await queue.shutdown();
});

test('a server without the service turns an optional queue off, silently', async () => {
  await using server = await GrpcServer.start();
  const url = server.url.replace(METHOD, '/opentelemetry.proto.collector.logs.v1.LogsService/Export');
  const { queue, lines } = grpcQueue({ url, signal: 'logs', optional: true });
  queue.add(batch('one'));
  await queue.flush();
  assert.equal(queue.off, true);
  assert.deepEqual(lines, []);
  await queue.shutdown();
});

test('nobody there costs one line, and what is kept is delivered when somebody is', async () => {
  const { port } = await GrpcServer.start().then(async (server) => {
    await server[Symbol.asyncDispose]();
    return server;
  });
  const { queue, lines } = grpcQueue({ url: `http://localhost:${port}${METHOD}` });
  queue.add(batch('one'));
  await until(() => lines.length === 1, 'it is said');
  assert.match(lines[0]!, /^cannot deliver to http:\/\/localhost:\d+: connection refused/);
  await using server = await GrpcServer.start(undefined, { port });
  await until(() => queue.counts.delivered === 1, 'it was delivered');
  assert.deepEqual(server.bodies, ['one']);
  await queue.shutdown();
});

test('an idle connection that the server closed costs no line', async () => {
  const first = await GrpcServer.start();
  const { queue, lines } = grpcQueue({ url: first.url });
  queue.add(batch('one'));
  await queue.flush();
  await first[Symbol.asyncDispose]();
  await using second = await GrpcServer.start(undefined, { port: first.port });
  queue.add(batch('two'));
  await queue.flush();
  assert.deepEqual(second.bodies, ['two']);
  assert.deepEqual(lines, []);
  await queue.shutdown();
});

test('a silent server is given up in time', async () => {
  await using server = await GrpcServer.start((call) => (call === 1 ? undefined : Buffer.alloc(0)));
  const { queue, lines } = grpcQueue({ url: server.url, destination: { timeoutMs: 200 } });
  queue.add(batch('one'));
  await until(() => queue.counts.delivered === 1, 'the second call was answered');
  assert.match(lines[0]!, /no answer in time \(ETIMEDOUT\)/);
  assertBalanced(queue);
  await queue.shutdown();
});

test('a server that speaks no HTTP/2 costs one line', async () => {
  const { createServer: createPlain } = await import('node:http');
  const plain = createPlain((_, response) => response.end('no'));
  plain.listen(0, 'localhost');
  await once(plain, 'listening');
  const { port } = plain.address() as AddressInfo;
  const { queue, lines } = grpcQueue({ url: `http://localhost:${port}${METHOD}` });
  queue.add(batch('one'));
  await until(() => lines.length === 1, 'it is said');

  assert.match(lines[0]!, /: the server does not speak HTTP\/2, which gRPC needs \(ERR_HTTP2_ERROR\);/);
  await queue.shutdown(1);
  assertBalanced(queue);
  plain.close();
});

/** HTTP/2 without gRPC: what it was asked, and where it is. */
async function startProxy(status: number) {
  const asked: IncomingHttpHeaders[] = [];
  const proxy = createServer();
  proxy.on('stream', (stream, headers) => {
    asked.push(headers);
    stream.respond({ ':status': status });
    stream.end();
  });
  proxy.listen(0, 'localhost');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return { asked, url: `http://localhost:${port}${METHOD}`, [Symbol.dispose]: () => void proxy.close() };
}

test('a proxy that answers without gRPC is judged by its HTTP status', async () => {
  using proxy = await startProxy(503);
  const { queue, lines } = grpcQueue({ url: proxy.url });
  queue.add(batch('one'));
  await until(() => proxy.asked.length > 1, 'it was tried again');
  assert.match(lines[0]!, /does not take traces now: HTTP 503/);
  await queue.shutdown(1);
});

test('an answer that gRPC did not give is no delivery', async () => {
  using page = await startProxy(200);
  const { queue, lines } = grpcQueue({ url: page.url });
  queue.add(batch('one', 3));
  await queue.flush(2_000);
  assert.deepEqual([queue.counts.delivered, queue.counts.dropped], [0, 3]);
  assert.match(lines[0]!, /gRPC UNKNOWN, 'an answer without a gRPC status: no gRPC server is there'/);
  await queue.shutdown(1);
});

test('at exit, an answer that gRPC did not give is no delivery', async () => {
  using page = await startProxy(200);
  const { report } = await ended(
    startExitingApp({ url: page.url, protocol: 'grpc', way: 'process.exit', batches: ['one'] }),
  );
  assert.deepEqual(report.result, { delivered: 0, failed: 1 });
  assert.match(
    report.lines.join(),
    /gRPC UNKNOWN, 'an answer without a gRPC status: no gRPC server is there'/,
  );
});

test('the longest time has no more digits than gRPC takes', async () => {
  using proxy = await startProxy(503);
  const { queue } = grpcQueue({ url: proxy.url, destination: { timeoutMs: 2_147_483_647 } });
  queue.add(batch('one'));
  await until(() => proxy.asked.length > 0, 'it was asked');
  assert.equal(proxy.asked[0]?.['grpc-timeout'], '99999999m');
  await queue.shutdown(1);
});

const { ca, cert, key } = makeCertificates();

test('over TLS, a server that the configured CA signed gets what it is to get', async () => {
  await using server = await GrpcServer.start(undefined, { tls: { cert, key } });
  const { queue, lines } = grpcQueue({ url: server.url, destination: { tls: { ca } } });
  queue.add(batch('one'));
  await queue.flush();
  assert.deepEqual(server.bodies, ['one']);
  assert.deepEqual(lines, []);
  await queue.shutdown();
});

test('over TLS, a server that is not trusted gets nothing', async () => {
  await using server = await GrpcServer.start(undefined, { tls: { cert, key } });
  const { queue, lines } = grpcQueue({ url: server.url });
  queue.add(batch('one'));
  await until(() => lines.length === 1, 'the distrust is said');
  assert.match(lines[0]!, /the certificate is not trusted; configure the CA that signed it/);
  assert.deepEqual(server.called, []);
  await queue.shutdown(1);
});

test('shows its own certificate to a server that asks for one', async () => {
  await using server = await GrpcServer.start(undefined, { tls: { ca, cert, key } });
  const { queue } = grpcQueue({ url: server.url, destination: { tls: { ca, cert, key } } });
  queue.add(batch('one'));
  await queue.flush();
  assert.deepEqual(server.bodies, ['one']);
  await queue.shutdown();
});

for (const way of ['process.exit', 'throw', 'end', 'worker'] as const) {
  test(`everything is delivered when the application ends by: ${way}`, async () => {
    await using server = await GrpcServer.start();
    const batches = ['one', 'two', 'three'];
    const { report } = await ended(startExitingApp({ url: server.url, protocol: 'grpc', way, batches }));
    assert.deepEqual(report.result, { delivered: 3, failed: 0 });
    assert.deepEqual(new Set(server.bodies), new Set(batches));
    assert.deepEqual(report.lines, []);
  });
}

test('at exit over TLS, and what is refused is said', async () => {
  await using server = await GrpcServer.start(() => ({ code: status.PERMISSION_DENIED, details: 'no' }), {
    tls: { cert, key },
  });
  const app = startExitingApp({
    url: server.url,
    protocol: 'grpc',
    way: 'process.exit',
    batches: ['one'],
    tls: { ca },
  });
  const { report } = await ended(app);
  assert.deepEqual(report.result, { delivered: 0, failed: 1 });
  assert.match(report.lines[0]!, /gRPC PERMISSION_DENIED, 'no' \(check the configured credentials\)/);
});

test('at exit, nobody there is said with what is lost', async () => {
  const app = startExitingApp({
    url: `http://localhost:1${METHOD}`,
    protocol: 'grpc',
    way: 'process.exit',
    batches: ['one'],
  });
  const { report } = await ended(app);
  assert.deepEqual(report.lines, [
    'could not deliver to http://localhost:1: connection refused: nothing listens there (ECONNREFUSED); 1 span lost',
  ]);
});

test('an open connection does not keep the process alive', async () => {
  await using server = await GrpcServer.start();
  const { report } = await ended(
    startExitingApp({ url: server.url, protocol: 'grpc', way: 'turn', batches: ['one'] }),
  );
  assert.deepEqual(server.bodies, ['one']);
  assert.ok(report.ranMs < 2_000, `ran ${report.ranMs} ms`);
});

for (const [what, destination, expected] of [
  [
    'a header that is none',
    { headers: { 'x-team': 'a\nb' } },
    /a configured header holds a character that HTTP does not allow/,
  ],
  [
    'a header of HTTP/1 alone',
    { headers: { upgrade: 's3cr3t' } },
    /refuses traces: a configured header is one that HTTP\/2 does not have/,
  ],
  ['a key that is none', { tls: { ca, cert, key: 'no key' } }, /^cannot deliver to .*ERR_OSSL/],
] as const) {
  test(`${what} costs one line`, async () => {
    await using server = await GrpcServer.start(undefined, { tls: { cert, key } });
    const { queue, lines } = grpcQueue({ url: server.url, destination: { tls: { ca }, ...destination } });
    queue.add(batch('one'));
    await until(() => lines.length === 1, 'it is said');
    assert.match(lines[0]!, expected);
    await queue.shutdown(1);
    assertBalanced(queue);
  });
}

test('the application may put its own over http2.connect', async () => {
  const http2 = process.getBuiltinModule('node:http2');
  const original = http2.connect;
  await using server = await GrpcServer.start();
  const { queue } = grpcQueue({ url: server.url });
  queue.add(batch('one'));
  await queue.flush();
  let calls = 0;
  http2.connect = ((...given: Parameters<typeof connect>) => {
    calls++;
    return original(...given);
  }) as typeof connect;
  try {
    const other = grpcQueue({ url: server.url });
    other.queue.add(batch('two'));
    await other.queue.shutdown();
  } finally {
    http2.connect = original;
  }
  assert.equal(calls, 0);
  assert.deepEqual(server.bodies, ['one', 'two']);
  await queue.shutdown();
});
