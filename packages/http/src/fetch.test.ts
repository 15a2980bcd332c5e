import assert from 'node:assert/strict';
import net from 'node:net';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { traceThisProcess } from './traced-process.ts';

const traced = traceThisProcess();

/** Not an HTTP server of this process: that would make spans of its own. */
let answer: (head: string, socket: net.Socket) => void;
const heads: string[] = [];
const sockets = new Set<net.Socket>();
const backend = net.createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    const head = chunk.toString('latin1');
    heads.push(head);
    answer(head, socket);
  });
});
await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
const { port } = backend.address() as net.AddressInfo;
const origin = `http://127.0.0.1:${port}`;
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

beforeEach(() => {
  heads.length = 0;
  answer = (_head, socket) => socket.write(OK);
});
afterEach(() => {
  assert.deepEqual(traced.warnings, []);
  assert.equal(traced.open(), 0, 'a span was left open');
});
after(() => {
  for (const socket of sockets) socket.destroy();
  backend.close();
});

const headerValues = (name: string) =>
  [...heads[0]!.matchAll(new RegExp(`^${name}: (.*)\r$`, 'gim'))].map((match) => match[1]);

describe('the span of a fetch', () => {
  it('exists for the first fetch of the process, child of what was active', async () => {
    await trace.getTracer('app').startActiveSpan('parent', async (parent) => {
      await (await fetch(origin)).text();
      parent.end();
    });
    const [client, parent] = await traced.take(2);
    assert.equal(client!.kind, SpanKind.CLIENT);
    assert.equal(client!.parentSpanContext?.spanId, parent!.spanContext().spanId);
    const { traceId, spanId } = client!.spanContext();
    assert.deepEqual(headerValues('traceparent'), [`00-${traceId}-${spanId}-01`]);
    assert.deepEqual(headerValues('x-request-id'), [traceId]);
  });

  it('describes where the request went and what came back, without secrets', async () => {
    await (await fetch(`${origin}/a%20b/../c?b=1&sig=secret`, { headers: { 'User-Agent': 'x/1' } })).text();
    const [span] = await traced.take(1);
    assert.deepEqual(span!.attributes, {
      'http.request.method': 'GET',
      'url.full': `${origin}/c?b=1&sig=REDACTED`,
      'url.path': '/c',
      'url.query': 'b=1&sig=REDACTED',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'server.port': port,
      'user_agent.original': 'x/1',
      'network.peer.address': '127.0.0.1',
      'network.peer.port': port,
      'network.protocol.version': '1.1',
      'http.response.status_code': 200,
    });
    assert.equal(span!.status.code, SpanStatusCode.UNSET);
  });

  it('ends with the body', async () => {
    answer = (_head, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n');
      setTimeout(() => socket.write('ok'), 40);
    };
    await (await fetch(origin)).text();
    const [span] = await traced.take(1);
    assert.ok(span!.duration[1] >= 35e6, `${span!.duration}`);
  });

  it('is an error from 400 on', async () => {
    answer = (_head, socket) => socket.write('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
    await (await fetch(origin, { method: 'POST', body: 'x' })).text();
    const [span] = await traced.take(1);
    assert.equal(span!.name, 'POST');
    assert.deepEqual(span!.status, { code: SpanStatusCode.ERROR });
    assert.equal(span!.attributes['error.type'], '503');
  });

  it('is one a hop when redirects are followed', async () => {
    answer = (head, socket) =>
      socket.write(
        head.includes('/old') ? 'HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n' : OK,
      );
    await (await fetch(`${origin}/old`)).text();
    const spans = await traced.take(2);
    assert.deepEqual(
      spans.map((span) => span.attributes['url.path']),
      ['/old', '/new'],
    );
    assert.equal(
      heads.every((head) => head.match(/^traceparent:/gm)?.length === 1),
      true,
    );
  });

  it('is named HTTP for a method that nobody knows', async () => {
    await (await fetch(origin, { method: 'BREW' })).text();
    const [span] = await traced.take(1);
    assert.equal(span!.name, 'HTTP');
    assert.equal(span!.attributes['http.request.method'], '_OTHER');
    assert.equal(span!.attributes['http.request.method_original'], 'BREW');
  });
});

describe('a fetch that fails', () => {
  it('records a refused connection by its code', async () => {
    const closed = net.createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const refusing = (closed.address() as net.AddressInfo).port;
    await new Promise((resolve) => closed.close(resolve));
    await assert.rejects(fetch(`http://127.0.0.1:${refusing}/`));
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['error.type'], 'ECONNREFUSED');
  });

  it('records a hang-up by its code', async () => {
    answer = (_head, socket) => socket.destroy();
    await assert.rejects(fetch(origin));
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['error.type'], 'UND_ERR_SOCKET');
    assert.equal(span!.status.code, SpanStatusCode.ERROR);
    assert.equal(span!.events[0]?.name, 'exception');
  });

  it('is no error when the app aborts it, before and after the head', async () => {
    answer = () => {};
    const controller = new AbortController();
    const pending = fetch(origin, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await assert.rejects(pending, { name: 'AbortError' });
    answer = (_head, socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok');
    const second = new AbortController();
    const response = await fetch(origin, { signal: second.signal });
    second.abort();
    await assert.rejects(response.text(), { name: 'AbortError' });
    for (const span of await traced.take(2)) {
      assert.equal(span.status.code, SpanStatusCode.UNSET);
      assert.equal(span.events.length, 0);
    }
  });

  it('ends when the body is cancelled', async () => {
    answer = (_head, socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok');
    await (await fetch(origin)).body?.cancel();
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['http.response.status_code'], 200);
    assert.equal(span!.status.code, SpanStatusCode.UNSET);
  });

  it('is an error when it runs into a timeout', async () => {
    answer = () => {};
    await assert.rejects(fetch(origin, { signal: AbortSignal.timeout(20) }));
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['error.type'], 'TimeoutError');
  });
});

describe('the headers of a fetch', () => {
  it('keep the request id of the caller', async () => {
    await (await fetch(origin, { headers: { 'X-Request-ID': 'own' } })).text();
    await traced.take(1);
    assert.deepEqual(headerValues('x-request-id'), ['own']);
  });

  const copied = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
  const fetchCopied = async () =>
    (await fetch(origin, { headers: { Traceparent: copied, tracestate: 'a=b' } })).text();

  it('have one traceparent, ours, when a proxy copied its own', async () => {
    await trace.getTracer('app').startActiveSpan('parent', async (parent) => {
      await fetchCopied();
      parent.end();
    });
    const [span, parent] = await traced.take(2);
    const { traceId, spanId } = span!.spanContext();
    assert.equal(traceId, parent!.spanContext().traceId);
    assert.deepEqual(headerValues('traceparent'), [`00-${traceId}-${spanId}-01`]);
  });

  it('carry on the trace that comes without an active span', async () => {
    await fetchCopied();
    const [span] = await traced.take(1);
    assert.equal(span!.spanContext().traceId, '1'.repeat(32));
    assert.equal(span!.parentSpanContext?.spanId, '2'.repeat(16));
    assert.deepEqual(headerValues('traceparent'), [`00-${'1'.repeat(32)}-${span!.spanContext().spanId}-01`]);
    assert.deepEqual(headerValues('tracestate'), ['a=b']);
  });
});

describe('what is not traced', () => {
  it('a suppressed fetch has no span and no headers', async () => {
    await context.with(suppressTracing(ROOT_CONTEXT), async () => (await fetch(origin)).text());
    await traced.take(0);
    assert.deepEqual([headerValues('traceparent'), headerValues('x-request-id')], [[], []]);
  });

  it('a WebSocket has no span of its own and carries the active trace', async () => {
    answer = (_head, socket) => socket.destroy();
    const traceId = await trace.getTracer('app').startActiveSpan('parent', async (parent) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
      await new Promise((resolve) => socket.addEventListener('error', resolve));
      parent.end();
      return parent.spanContext().traceId;
    });
    const [parent] = await traced.take(1);
    assert.equal(parent!.name, 'parent');
    assert.match(headerValues('traceparent')[0]!, new RegExp(traceId));
  });
});
