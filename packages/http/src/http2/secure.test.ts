import assert from 'node:assert/strict';
import http2 from 'node:http2';
import https from 'node:https';
import { after, afterEach, before, describe, it } from 'node:test';
import { context, SpanKind, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { answerOf, ask, listen, makeCertificate, traceHttp2 } from './test-http2.ts';

const traced = traceHttp2();
const certificate = makeCertificate();
const activeId = () => trace.getSpan(context.active())?.spanContext().spanId;

let seen: unknown[] = [];
const secure = http2.createSecureServer({ ...certificate, allowHTTP1: true }, (request, response) => {
  seen.push(activeId());
  request.resume().on('end', () => {
    seen.push(activeId());
    response.end(request.httpVersion);
  });
});
let port: number;
let session: http2.ClientHttp2Session;

before(async () => {
  port = await listen(secure);
  session = http2.connect(`https://localhost:${port}`, { rejectUnauthorized: false });
});
after(() => {
  session.destroy();
  secure.close();
});
afterEach(() => {
  assert.deepEqual(traced.warnings, []);
  assert.equal(traced.open(), 0, 'a span was left open');
  seen = [];
});

/** Over HTTP/1, by nobody who is traced. */
const getByHttp1 = () =>
  new Promise<string | undefined>((resolve, reject) => {
    context.with(suppressTracing(context.active()), () => {
      const options = { host: '127.0.0.1', port, rejectUnauthorized: false, agent: false, method: 'POST' };
      const request = https.request(options, (response) => {
        response.resume().on('end', () => resolve(response.headers['x-request-id'] as string));
      });
      request.on('error', reject).end('body');
    });
  });

const shown = ({ attributes }: ReadableSpan) =>
  ['url.scheme', 'network.protocol.version', 'server.port', 'http.response.status_code'].map(
    (name) => attributes[name],
  );

describe('a secure server of HTTP/2', () => {
  it('is traced, and so are those who ask it', async () => {
    const answer = await answerOf(session.request({ ':path': '/x' }));
    assert.equal(answer.body, '2.0');
    const spans = await traced.take(2);
    const [served, made] = [SpanKind.SERVER, SpanKind.CLIENT].map(
      (kind) => spans.find((span) => span.kind === kind)!,
    );
    assert.deepEqual(shown(served!), ['https', '2', port, 200]);
    assert.equal(served!.parentSpanContext?.spanId, made!.spanContext().spanId);
    assert.equal(made!.attributes['url.full'], `https://localhost:${port}/x`);
  });

  it('traces each request of HTTP/1 once, with its version, context and request id', async () => {
    const id = await getByHttp1();
    const [span] = await traced.take(1);
    assert.deepEqual(shown(span!), ['https', '1.1', 443, 200].with(2, port));
    assert.equal(id, span!.spanContext().traceId);
    assert.deepEqual(seen, Array(2).fill(span!.spanContext().spanId));
  });

  it('serves both at once', async () => {
    await Promise.all([ask(session), getByHttp1(), ask(session), getByHttp1()]);
    const versions = (await traced.take(4)).map(({ attributes }) => attributes['network.protocol.version']);
    assert.deepEqual(versions.sort(), ['1.1', '1.1', '2', '2']);
  });
});

describe('functions of node:http2', () => {
  it('look as they did', () => {
    const { connect, createServer, createSecureServer } = http2;
    assert.deepEqual(
      [connect, createServer, createSecureServer].map(({ name, length }) => [name, length]),
      [
        ['connect', 3],
        ['createServer', 2],
        ['createSecureServer', 2],
      ],
    );
  });

  it('complain as they did', () => {
    assert.throws(() => http2.createServer('x' as never), { code: 'ERR_INVALID_ARG_TYPE' });
    assert.throws(() => http2.connect('no url'), { code: 'ERR_INVALID_URL' });
    assert.throws(() => http2.connect('ftp://x'), { code: 'ERR_HTTP2_UNSUPPORTED_PROTOCOL' });
  });
});
