import assert from 'node:assert/strict';
import { connect } from 'node:http2';
import { describe, type TestContext, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { DeliveryQueue } from '@waymark/delivery';
import { overGrpc } from '@waymark/delivery/grpc';
import {
  fromProtobuf,
  LOGS,
  OtlpSpanProcessor,
  RETRY_INFO,
  RPC_STATUS,
  TRACES,
  TRACES_ANSWER,
  toProtobuf,
} from '@waymark/otlp';
import { bytesMethod } from '@waymark/testing';
import { contractResource, contractSpan } from '@waymark/testing/exporter-contract';
import { openTestServer, type TestServer } from '../server/fixtures/test-server.ts';
import { logRecord, logs, span, traceId, traces } from '../store/oracle/samples.ts';
import type { Taken } from '../store/telemetry-store.ts';

const COLLECTOR = '/opentelemetry.proto.collector';
const TRACE_METHOD = `${COLLECTOR}.trace.v1.TraceService/Export`;

const body = toProtobuf(TRACES, traces({ shop: [span(1, 1)] }));

/** The gRPC project's own client. */
function clientOf(t: TestContext, server: TestServer, options: grpc.ClientOptions = {}) {
  const client = new grpc.Client(new URL(server.grpcUrl!).host, grpc.credentials.createInsecure(), options);
  t.after(() => client.close());
  return (path: string, message: Uint8Array, metadata = new grpc.Metadata()): Promise<Buffer> => {
    const { requestSerialize, responseDeserialize } = bytesMethod(path);
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      Buffer.from(message),
      metadata,
      (error, answer) => (error ? reject(error) : resolve(answer!)),
    );
    return promise;
  };
}

const GZIP = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };

describe('what the client of gRPC sends is kept', () => {
  for (const [condition, options] of [
    ['as it is', {}],
    ['in gzip', GZIP],
  ] as const) {
    test(`spans, ${condition}`, async (t) => {
      const server = await openTestServer(t);
      const answer = await clientOf(t, server, options)(TRACE_METHOD, body);
      assert.equal(answer.length, 0);
      assert.equal((await server.store.spansOf(traceId(1))).length, 1);
    });
  }

  test('log records, and metrics are no error', async (t) => {
    const server = await openTestServer(t);
    const call = clientOf(t, server);
    const message = toProtobuf(LOGS, logs({ shop: [logRecord(1, 1)] }));
    await call(`${COLLECTOR}.logs.v1.LogsService/Export`, message);
    await call(`${COLLECTOR}.metrics.v1.MetricsService/Export`, new Uint8Array());
    assert.equal((await server.store.logsOf(traceId(1))).length, 1);
  });

  test('many calls on one connection, some of them large', async (t) => {
    const server = await openTestServer(t);
    const call = clientOf(t, server, GZIP);
    const text = 'x'.repeat(500_000);
    await Promise.all(
      Array.from({ length: 200 }, (_, at) => {
        const spans = [span(at + 1, 1, { name: at % 20 === 0 ? text : 'a' })];
        return call(TRACE_METHOD, toProtobuf(TRACES, traces({ shop: spans })));
      }),
    );
    assert.equal(server.store.status().spans, 200);
  });

  test("by upstream's exporter", async (t) => {
    const server = await openTestServer(t);
    const exporter = new OTLPTraceExporter({ url: server.grpcUrl! });
    t.after(() => exporter.shutdown());
    const { promise, resolve } = Promise.withResolvers<{ code: number }>();
    exporter.export([contractSpan(1, 100)], resolve);
    assert.equal((await promise).code, 0);
    assert.equal(server.store.status().spans, 1);
  });

  test('by our own', async (t) => {
    const server = await openTestServer(t);
    const destination = {
      url: `${server.grpcUrl}${TRACE_METHOD}`,
      headers: {},
      timeoutMs: 5000,
      compression: 'gzip' as const,
      userAgent: 'test/1',
      contentType: 'application/x-protobuf',
      protocol: 'grpc' as const,
    };
    const report = (line: string) => t.diagnostic(line);
    const queue = new DeliveryQueue({ destination, signal: 'traces', report, ...overGrpc() });
    const processor = new OtlpSpanProcessor({ resource: contractResource, queue, report });
    for (let number = 0; number < 1000; number++) processor.onEnd(contractSpan(number, 100));
    await processor.shutdown();
    assert.equal(server.store.status().spans, 1000);
  });

  test('and it hears what was rejected', async (t) => {
    const server = await openTestServer(t);
    const message = toProtobuf(TRACES, traces({ shop: [span(1, 1), span(1, 2, { traceId: '' })] }));
    const { partialSuccess } = fromProtobuf(TRACES_ANSWER, await clientOf(t, server)(TRACE_METHOD, message));
    assert.equal(partialSuccess?.['rejectedSpans'], '1');
  });
});

describe('a call that is wrong', () => {
  /** Code, message, and after how many seconds to come back. */
  async function refusal(call: Promise<Buffer>) {
    try {
      await call;
    } catch (error) {
      const { code, details, metadata } = error as grpc.ServiceError;
      const [status] = metadata.get('grpc-status-details-bin') as Buffer[];
      const detail = status && fromProtobuf(RPC_STATUS, status).details[0]!;
      const retry = detail && fromProtobuf(RETRY_INFO, Buffer.from(detail.value, 'base64'));
      return { code, details, seconds: retry?.retryDelay.seconds };
    }
    throw new Error('it was taken');
  }

  test('of no protobuf is INVALID_ARGUMENT', async (t) => {
    const server = await openTestServer(t);
    const { code, details, seconds } = await refusal(
      clientOf(t, server)(TRACE_METHOD, Buffer.from('\x07é%')),
    );
    assert.equal(code, grpc.status.INVALID_ARGUMENT);
    assert.match(details, /^OTLP body is not valid at byte 0/);
    assert.equal(seconds, undefined);
  });

  test('of another method is UNIMPLEMENTED', async (t) => {
    const server = await openTestServer(t);
    const { code } = await refusal(clientOf(t, server)(`${COLLECTOR}.trace.v1.TraceService/Import`, body));
    assert.equal(code, grpc.status.UNIMPLEMENTED);
  });

  for (const [condition, options, message] of [
    ['too large', {}, Buffer.alloc(5_000_000)],
    ['too large when it is unpacked', GZIP, Buffer.alloc(5_000_000)],
  ] as const) {
    test(`that is ${condition} is RESOURCE_EXHAUSTED, and no reason to come back`, async (t) => {
      const server = await openTestServer(t, { maxBodyBytes: 10_000 });
      const { code, details, seconds } = await refusal(clientOf(t, server, options)(TRACE_METHOD, message));
      assert.equal(code, grpc.status.RESOURCE_EXHAUSTED);
      assert.match(details, /larger than 10000 bytes/);
      assert.equal(seconds, undefined);
    });
  }

  test('of which there are too many is RESOURCE_EXHAUSTED, and comes back in a second', async (t) => {
    const { promise, resolve } = Promise.withResolvers<Taken>();
    const server = await openTestServer(t, { intake: { take: () => promise }, maxBytesInFlight: 1500 });
    const call = clientOf(t, server);
    const first = call(TRACE_METHOD, Buffer.alloc(1000));
    const { code, seconds } = await refusal(call(TRACE_METHOD, Buffer.alloc(1000)));
    assert.deepEqual([code, seconds], [grpc.status.RESOURCE_EXHAUSTED, '1']);
    resolve({ accepted: 0, rejected: 0 });
    await first;
    await call(TRACE_METHOD, Buffer.alloc(1000));
  });

  test('that the store cannot keep is UNAVAILABLE, and comes back', async (t) => {
    const take = async () => {
      throw new Error('disk full');
    };
    const server = await openTestServer(t, { intake: { take } });
    const { code, details, seconds } = await refusal(clientOf(t, server)(TRACE_METHOD, body));
    assert.deepEqual([code, seconds], [grpc.status.UNAVAILABLE, '1']);
    assert.equal(details, 'the store failed: disk full');
  });

  test('without the token is UNAUTHENTICATED', async (t) => {
    const server = await openTestServer(t, { token: 'secret' });
    const call = clientOf(t, server);
    const { code } = await refusal(call(TRACE_METHOD, body));
    assert.equal(code, grpc.status.UNAUTHENTICATED);
    const metadata = new grpc.Metadata();
    metadata.set('authorization', 'Bearer secret');
    await call(TRACE_METHOD, body, metadata);
    assert.equal(server.store.status().spans, 1);
  });
});

describe('frames of HTTP/2 that are no good call', () => {
  interface Raw {
    headers?: Record<string, string>;
    frames: Uint8Array[];
  }

  async function raw(t: TestContext, server: TestServer, { headers = {}, frames }: Raw) {
    const session = connect(server.grpcUrl!);
    t.after(() => session.destroy());
    const stream = session.request({
      ':method': 'POST',
      ':path': TRACE_METHOD,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
    let answer: Record<string, unknown> = {};
    stream.on('response', (given) => {
      answer = { ...answer, ...given };
    });
    stream.on('trailers', (given) => {
      answer = { ...answer, ...given };
    });
    stream.on('error', reject).on('close', () => resolve(answer));
    stream.resume();
    for (const frame of frames) stream.write(frame);
    stream.end();
    return promise;
  }

  const prefixed = (flag: number, length: number, message: Uint8Array) => {
    const prefix = Buffer.alloc(5, flag);
    prefix.writeUInt32BE(length, 1);
    return Buffer.concat([prefix, message]);
  };

  const bad: [string, string, Raw][] = [
    ['nothing', '3', { frames: [] }],
    ['half a prefix', '3', { frames: [Buffer.alloc(3)] }],
    ['a message cut short', '3', { frames: [prefixed(0, body.length, body.subarray(9))] }],
    ['two messages', '3', { frames: [prefixed(0, body.length, body), prefixed(0, body.length, body)] }],
    ['a length of four gigabytes', '3', { frames: [prefixed(0, 2 ** 32 - 1, body)] }],
    ['compression that it did not name', '12', { frames: [prefixed(1, body.length, body)] }],
    [
      'compression that nobody knows',
      '12',
      { headers: { 'grpc-encoding': 'br' }, frames: [prefixed(1, body.length, body)] },
    ],
    [
      'bytes that are no gzip',
      '3',
      { headers: { 'grpc-encoding': 'gzip' }, frames: [prefixed(1, body.length, body)] },
    ],
  ];
  for (const [condition, status, call] of bad) {
    test(`${condition}: status ${status}`, async (t) => {
      const server = await openTestServer(t);
      const answer = await raw(t, server, call);
      assert.deepEqual([answer[':status'], answer['grpc-status']], [200, status]);
      assert.equal(server.store.status().spans, 0);
    });
  }

  test('what is not gRPC at all: 415', async (t) => {
    const server = await openTestServer(t);
    const calls: Record<string, string>[] = [{ ':method': 'GET' }, { 'content-type': 'application/json' }];
    for (const headers of calls) {
      assert.equal((await raw(t, server, { headers, frames: [] }))[':status'], 415);
    }
  });

  test('a call that is taken back costs nobody anything', async (t) => {
    const server = await openTestServer(t, { maxBytesInFlight: 1500 });
    const session = connect(server.grpcUrl!);
    t.after(() => session.destroy());
    for (let i = 0; i < 50; i++) {
      const stream = session.request({
        ':method': 'POST',
        ':path': TRACE_METHOD,
        'content-type': 'application/grpc',
      });
      stream.on('error', () => {});
      stream.write(Buffer.alloc(1000));
      stream.close(8);
    }
    await clientOf(t, server)(TRACE_METHOD, body);
    assert.equal(server.store.status().spans, 1);
  });
});
