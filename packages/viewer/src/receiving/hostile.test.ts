/**
 * Good requests among bad ones, over every way in and at the same time, into the real store: each that was acknowledged is
 * there once, and nothing of what was refused.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { LOGS, type OtlpTraces, TRACES, toProtobuf } from '@waymark/otlp';
import { exchange } from '../server/fixtures/exchange.ts';
import { startViewer, type Viewer } from '../start-viewer.ts';
import { logRecord, logs, span, traceId, traces } from '../store/oracle/samples.ts';

const MAX_BYTES = 100_000;

let viewer: Viewer;
before(async () => {
  viewer = await startViewer({ port: 0, maxBodyBytes: MAX_BYTES });
});
after(() => viewer.close());

const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };
const GZIP = { 'content-encoding': 'gzip' };

let lastTrace = 0;

/** Ten spans of a trace that nothing else has. */
function request(): { trace: number; shape: OtlpTraces } {
  const trace = ++lastTrace;
  const spans = Array.from({ length: 10 }, (_, at) => span(trace, at + 1));
  return { trace, shape: traces({ shop: spans.slice(0, 5), till: spans.slice(5) }) };
}

const post = async (path: string, headers: Record<string, string>, body: Uint8Array | string) =>
  (await exchange(viewer, path, { headers, body })).status;

const spansIn = async (trace: number) => (await viewer.store.trace(traceId(trace)))?.spans.length ?? 0;

/** Ways to send a good request. */
const WAYS: ((shape: OtlpTraces, trace: number) => Promise<number>)[] = [
  (shape) => post('/v1/traces', PROTOBUF, toProtobuf(TRACES, shape)),
  (shape) => post('/v1/traces', { ...PROTOBUF, ...GZIP }, gzipSync(toProtobuf(TRACES, shape))),
  (shape) => post('/v1/traces', JSON_TYPE, JSON.stringify(shape)),
  (_, trace) => post('/api/v2/spans', JSON_TYPE, JSON.stringify(zipkinSpans(trace))),
];

function zipkinSpans(trace: number) {
  return Array.from({ length: 10 }, (_, at) => ({
    traceId: traceId(trace),
    id: String(at + 1),
    name: 'get',
  }));
}

/** A copy that is cut somewhere, never at its end. */
const cut = (bytes: Uint8Array, part: number) => bytes.subarray(0, 1 + Math.floor(part * (bytes.length - 2)));

/** Bytes after the request are a field that is none. */
const withTail = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.of(0x07)]);

/** Ways to spoil one, and the status that it must have. */
const SPOILT: [string, number, (shape: OtlpTraces, part: number) => Promise<number>][] = [
  ['cut protobuf', 400, (shape, part) => post('/v1/traces', PROTOBUF, cut(toProtobuf(TRACES, shape), part))],
  [
    'a bad end of good protobuf',
    400,
    (shape) => post('/v1/traces', PROTOBUF, withTail(toProtobuf(TRACES, shape))),
  ],
  [
    'cut JSON',
    400,
    (shape, part) => post('/v1/traces', JSON_TYPE, cut(Buffer.from(JSON.stringify(shape)), part)),
  ],
  [
    'a bad last span of JSON',
    400,
    (shape) =>
      post(
        '/v1/traces',
        JSON_TYPE,
        JSON.stringify(shape).replace(/"kind":2(?!.*"kind":2)/, '"kind":"SERVER"'),
      ),
  ],
  [
    'cut gzip',
    400,
    (shape, part) =>
      post('/v1/traces', { ...PROTOBUF, ...GZIP }, cut(gzipSync(toProtobuf(TRACES, shape)), part)),
  ],
  ['spans as logs', 400, (shape) => post('/v1/logs', JSON_TYPE, JSON.stringify({ resourceLogs: shape }))],
  ['too much', 413, (shape) => post('/v1/traces', PROTOBUF, padded(shape))],
  [
    'too much in a little',
    413,
    (shape) => post('/v1/traces', { ...PROTOBUF, ...GZIP }, gzipSync(padded(shape))),
  ],
  ['protobuf as JSON', 400, (shape) => post('/v1/traces', JSON_TYPE, toProtobuf(TRACES, shape))],
  ['JSON as protobuf', 400, (shape) => post('/v1/traces', PROTOBUF, JSON.stringify(shape))],
  [
    'a type of nobody',
    415,
    (shape) => post('/v1/traces', { 'content-type': 'text/plain' }, JSON.stringify(shape)),
  ],
  [
    'cut Zipkin',
    400,
    (shape, part) =>
      post('/api/v2/spans', JSON_TYPE, cut(Buffer.from(JSON.stringify(zipkinOf(shape))), part)),
  ],
];

/** The request, and then more bytes than are taken: an unknown field that OTLP passes over. */
function padded(shape: OtlpTraces): Buffer {
  const length = MAX_BYTES + 10;
  const head = Buffer.of(0x7a, (length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14);
  return Buffer.concat([toProtobuf(TRACES, shape), head, Buffer.alloc(length)]);
}

function zipkinOf(shape: OtlpTraces) {
  return shape.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ traceId, spanId }) => ({ traceId, id: spanId }))),
  );
}

describe('among good requests', () => {
  for (const [what, status, send] of SPOILT) {
    test(`${what}: ${status}, and nothing of it is kept`, async () => {
      const spoilt = Array.from({ length: 5 }, request);
      const good = Array.from({ length: WAYS.length }, request);
      const statuses = await Promise.all([
        ...spoilt.map(({ shape }, at) => send(shape, at / 5)),
        ...good.map(({ shape, trace }, at) => WAYS[at]!(shape, trace)),
      ]);
      assert.deepEqual(statuses.slice(0, 5), new Array(5).fill(status));
      assert.deepEqual(statuses.slice(5), [200, 200, 200, 202]);
      for (const { trace } of spoilt) assert.equal(await spansIn(trace), 0);
      for (const { trace } of good) assert.equal(await spansIn(trace), 10);
    });
  }

  test('duplicates, over every way and at the same time: once', async () => {
    const all = Array.from({ length: 10 }, request);
    // Not over Zipkin: it has other services, and so other spans.
    const ways = WAYS.slice(0, 3);
    const sent = all.flatMap(({ shape, trace }) => [...ways, ...ways].map((way) => way(shape, trace)));
    assert.deepEqual(new Set(await Promise.all(sent)), new Set([200]));
    for (const { trace } of all) assert.equal(await spansIn(trace), 10);
  });

  test('the same log records once more: once', async () => {
    const trace = ++lastTrace;
    const body = toProtobuf(LOGS, logs({ shop: [logRecord(trace, 1), logRecord(trace, 1)] }));
    const statuses = await Promise.all([1, 2, 3].map(() => post('/v1/logs', PROTOBUF, body)));
    assert.deepEqual(statuses, [200, 200, 200]);
    // Two that are alike in one request are two: nobody can tell.
    assert.equal((await viewer.store.trace(traceId(trace)))?.logs.length, 2);
  });

  test('senders that hang up in the middle: nothing of it is kept', async () => {
    const { trace, shape } = request();
    const body = toProtobuf(TRACES, shape);
    for (let part = 0; part < 10; part++) {
      const socket = connect(viewer.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      socket.end(cut(body, part / 10));
      socket.resume();
      await once(socket, 'close');
    }
    assert.equal(await spansIn(trace), 0);
    assert.equal(await post('/v1/traces', PROTOBUF, body), 200);
    assert.equal(await spansIn(trace), 10);
  });

  test('frames of gRPC that are cut: nothing of it is kept', async () => {
    const { trace, shape } = request();
    const body = toProtobuf(TRACES, shape);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(body.length, 1);
    const frame = Buffer.concat([prefix, body]);
    const session = connectHttp2(viewer.grpcUrl!);
    const call = async (bytes: Uint8Array) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
        'content-type': 'application/grpc',
      });
      const answer: Record<string, unknown> = {};
      stream.on('response', (headers) => Object.assign(answer, headers));
      stream.on('trailers', (headers) => Object.assign(answer, headers));
      stream.resume().end(bytes);
      await once(stream, 'close');
      return answer['grpc-status'];
    };
    for (let part = 0; part < 10; part++) assert.equal(await call(cut(frame, part / 10)), '3');
    assert.equal(await spansIn(trace), 0);
    assert.equal(await call(frame), '0');
    assert.equal(await spansIn(trace), 10);
    session.close();
  });
});
