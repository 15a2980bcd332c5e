import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import type { Readable } from 'node:stream';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { HttpDurations } from '../durations/http-durations.ts';
import { describeDurations } from '../metric-memory.ts';
import { ask, listen, traceHttp2, untraced } from './test-http2.ts';

const durations = new HttpDurations('always_off');
const measured = durations.reader('delta', { name: 'test' });
const traced = traceHttp2({ metrics: durations });
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`;
const { constants } = http2;

type OnRequest = (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void;
type OnStream = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void;
let onRequest: OnRequest;
let onStream: OnStream;
const compat = http2.createServer((request, response) => onRequest(request, response));
const streams = http2.createServer();
streams.on('stream', (stream, headers) => {
  stream.on('error', () => {});
  onStream(stream, headers);
});
let toCompat: http2.ClientHttp2Session;
let toStreams: http2.ClientHttp2Session;
let port: number;

before(async () => {
  port = await listen(streams);
  toCompat = http2.connect(`http://127.0.0.1:${await listen(compat)}`);
  toStreams = http2.connect(`http://127.0.0.1:${port}`);
});
after(() => {
  for (const session of [toCompat, toStreams]) session.destroy();
  for (const server of [compat, streams]) server.close();
});
afterEach(() => {
  assert.deepEqual(traced.warnings, []);
  assert.equal(traced.open(), 0, 'a span was left open');
  measured();
});

const activeId = () => trace.getSpan(context.active())?.spanContext().spanId;

describe('a SERVER span of HTTP/2', () => {
  it('has what the pseudo-headers say, the peer, and the version', async () => {
    onStream = (stream) => stream.respond({ ':status': 204 }, { endStream: true });
    await ask(toStreams, {
      ':path': '/a?x=1&sig=secret',
      ':authority': 'shop.example:81',
      'user-agent': 'test/1',
    });
    const [span] = await traced.take(1);
    assert.equal(span!.name, 'GET');
    assert.equal(span!.kind, SpanKind.SERVER);
    const { 'network.peer.port': peerPort, 'http.request.id': id, ...attributes } = span!.attributes;
    assert.equal(typeof peerPort, 'number');
    assert.equal(id, span!.spanContext().traceId);
    assert.deepEqual(attributes, {
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'url.path': '/a',
      'url.query': 'x=1&sig=REDACTED',
      'server.address': 'shop.example',
      'server.port': 81,
      'client.address': '127.0.0.1',
      'network.peer.address': '127.0.0.1',
      'network.protocol.version': '2',
      'user_agent.original': 'test/1',
      'http.response.status_code': 204,
    });
  });

  it('takes the scheme from the client, which may be a proxy, and the host where there is no authority', async () => {
    onStream = (stream) => stream.respond({}, { endStream: true });
    await ask(toStreams, { ':scheme': 'https', ':method': 'brew' });
    const [span] = await traced.take(1);
    const { attributes } = span!;
    assert.deepEqual(
      [attributes['url.scheme'], attributes['server.port'], attributes['http.request.method']],
      ['https', port, '_OTHER'],
    );
    assert.equal(attributes['http.request.method_original'], 'brew');
  });

  it('believes Forwarded as servers of node:http do', async () => {
    onStream = (stream) => stream.respond({}, { endStream: true });
    await ask(toStreams, { forwarded: 'for=192.0.2.7;host=a.example:82;proto=https' });
    await ask(toStreams, { 'x-forwarded-for': '192.0.2.8, 10.0.0.1', 'x-forwarded-host': 'b.example' });
    const seen = (await traced.take(2)).map(({ attributes }) => [
      attributes['client.address'],
      attributes['server.address'],
    ]);
    assert.deepEqual(seen, [
      ['192.0.2.7', 'a.example'],
      ['192.0.2.8', 'b.example'],
    ]);
  });

  it('continues the trace of its caller, and a request id that it brings', async () => {
    onRequest = (_request, response) => void response.end('x');
    const { headers } = await ask(toCompat, { traceparent: TRACEPARENT, 'x-request-id': 'from-the-edge' });
    const [span] = await traced.take(1);
    assert.equal(span!.spanContext().traceId, TRACE);
    assert.deepEqual(
      [span!.parentSpanContext?.spanId, span!.parentSpanContext?.isRemote],
      ['b7ad6b7169203331', true],
    );
    assert.equal(headers['x-request-id'], 'from-the-edge');
    assert.equal(span!.attributes['http.request.id'], 'from-the-edge');
    assert.deepEqual(span!.attributes['http.request.header.x-request-id'], ['from-the-edge']);
  });

  it('takes the id of an alias, by either API, and says so by the one header alone', async () => {
    onRequest = (_request, response) => void response.end('x');
    onStream = (stream) => stream.respond({}, { endStream: true });
    for (const session of [toCompat, toStreams]) {
      const { headers } = await ask(session, { 'cf-ray': 'ray-7' });
      const [span] = await traced.take(1);
      assert.deepEqual([headers['x-request-id'], headers['cf-ray']], ['ray-7', undefined]);
      assert.equal(span!.attributes['http.request.id'], 'ray-7');
      assert.equal(span!.attributes['http.request.header.x-request-id'], undefined);
    }
  });

  it('is named by the route that a framework found', async () => {
    onRequest = (_request, response) => {
      getRPCMetadata(context.active())!.route = '/orders/:id';
      response.writeHead(500).end();
    };
    await ask(toCompat, { ':path': '/orders/17' });
    const [span] = await traced.take(1);
    assert.equal(span!.name, 'GET /orders/:id');
    assert.equal(span!.attributes['http.route'], '/orders/:id');
    assert.equal(span!.attributes['error.type'], '500');
    assert.equal(span!.status.code, SpanStatusCode.ERROR);
    assert.deepEqual(
      describeDurations(measured()).map((line) => line.split(' x1 ')[0]),
      [
        'MEASURED http.server.request.duration [error.type="500" http.request.method="GET" ' +
          'http.response.status_code=500 http.route="/orders/:id" network.protocol.version="2" url.scheme="http"]',
      ],
    );
  });

  it('is one for each of many streams of a session at once', async () => {
    onRequest = async (request, response) => {
      const before = activeId();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
      response.end(JSON.stringify([request.url, before, activeId()]));
    };
    const paths = Array.from({ length: 40 }, (_none, at) => `/${at}`);
    const answers = await Promise.all(paths.map((path) => ask(toCompat, { ':path': path })));
    const spans = new Map((await traced.take(40)).map((span) => [span.attributes['url.path'], span]));
    for (const { body } of answers) {
      const [path, before, later] = JSON.parse(body);
      const { spanId } = spans.get(path)!.spanContext();
      assert.deepEqual([before, later, spans.get(path)!.parentSpanContext], [spanId, spanId, undefined]);
    }
  });

  it('is not made of CONNECT, also not of the extended one', async () => {
    streams.once('stream', () => assert.equal(activeId(), undefined));
    onStream = (stream) => stream.respond({ ':status': 200 }, { endStream: true });
    await untraced(async () => {
      const stream = toStreams.request({ ':method': 'CONNECT', ':authority': 'a:1' });
      await once(stream.end().resume(), 'close');
    });
    await traced.take(0);
  });

  it('is not made of a stream that is emitted by hand and is none', async () => {
    const server = http2.createServer();
    let seen: unknown;
    server.on('stream', (stream) => {
      seen = stream;
    });
    const made = {};
    assert.equal(server.emit('stream', made, {}), true);
    assert.equal(seen, made);
    await traced.take(0);
  });
});

describe('the context of a stream', () => {
  const readers: Record<string, (stream: Readable, saw: () => void) => Promise<unknown>> = {
    'on data and end': (stream, saw) => {
      stream.on('data', saw);
      return new Promise((resolve) => stream.on('end', () => resolve(saw())));
    },
    'for await': async (stream, saw) => {
      for await (const _chunk of stream) saw();
    },
    'once through events': async (stream, saw) => {
      await once(stream.resume(), 'end');
      saw();
    },
  };
  for (const [way, read] of Object.entries(readers)) {
    it(`reaches the readers of a body in two frames: ${way}`, async () => {
      const seen: unknown[] = [];
      const saw = () => void seen.push(activeId());
      onRequest = async (request, response) => {
        await read(request, saw);
        response.end();
      };
      onStream = async (stream) => {
        await read(stream, saw);
        stream.respond({}, { endStream: true });
      };
      for (const session of [toCompat, toStreams]) {
        seen.length = 0;
        await ask(session, {}, 'abc', 'def');
        const [span] = await traced.take(1);
        assert.ok(seen.length > 0);
        for (const id of seen) assert.equal(id, span!.spanContext().spanId);
      }
    });
  }

  it('reaches finish and close, which find the span open, also after a child span', async () => {
    const seen: unknown[] = [];
    const saw = () => seen.push(activeId(), trace.getSpan(context.active())?.isRecording());
    onRequest = (_request, response) => {
      response.on('finish', saw).on('close', saw);
      trace.getTracer('app').startActiveSpan('render', (span) => {
        response.end('x');
        span.end();
      });
    };
    await ask(toCompat);
    const span = (await traced.take(2)).find(({ name }) => name === 'GET');
    const id = span!.spanContext().spanId;
    assert.deepEqual(seen, [id, true, id, true]);
  });

  it('adds no listener to what the app gets', async () => {
    const bare = ['aborted', 'close', 'error', 'finish', 'timeout'];
    let listeners: number[] = [];
    onStream = (stream) => {
      listeners = bare.map((event) => stream.listenerCount(event));
      stream.respond({}, { endStream: true });
    };
    await ask(toStreams);
    await traced.take(1);
    assert.deepEqual(listeners, [0, 0, 1, 0, 0]);
  });
});

describe('ways to answer', () => {
  const file = fileURLToPath(import.meta.url);
  const ways: Record<string, [OnStream, status: number]> = {
    'respond without anything': [
      (stream) => {
        stream.respond();
        stream.end();
      },
      200,
    ],
    'respond with frozen headers': [
      (stream) => stream.respond(Object.freeze({ ':status': 201 }), { endStream: true }),
      201,
    ],
    'a file': [(stream) => stream.respondWithFile(file, { ':status': 203 }), 203],
    'a file with a check': [
      (stream) =>
        stream.respondWithFile(
          file,
          {},
          {
            statCheck: (_stat, headers) => {
              headers['a'] = 'b';
            },
          },
        ),
      200,
    ],
    'a file that is not there': [
      (stream) =>
        stream.respondWithFile(
          '/not/there',
          {},
          {
            onError: () => {
              stream.respond({ ':status': 404 });
              stream.end();
            },
          },
        ),
      404,
    ],
    trailers: [
      (stream) => {
        stream.respond({}, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ sum: '1' }));
        stream.end('x');
      },
      200,
    ],
    'early hints': [
      (stream) => {
        stream.additionalHeaders({ ':status': 103 });
        stream.respond({ ':status': 202 });
        stream.end();
      },
      202,
    ],
  };
  for (const [way, [answer, status]] of Object.entries(ways)) {
    it(`${way}: the status is on the span, the id in the head`, async () => {
      onStream = answer;
      const { headers, trailers } = await ask(toStreams);
      const [span] = await traced.take(1);
      assert.equal(span!.attributes['http.response.status_code'], status);
      assert.equal(headers[':status'], status);
      assert.equal(headers['x-request-id'], span!.spanContext().traceId);
      if (way === 'trailers') assert.equal(trailers['sum'], '1');
    });
  }

  it('the app keeps a request id of its own, however it spells it', async () => {
    onStream = (stream) => stream.respond({ 'X-Request-ID': 'own' }, { endStream: true });
    onRequest = (_request, response) => {
      response.setHeader('X-Request-Id', 'own');
      response.end();
    };
    for (const session of [toStreams, toCompat]) {
      assert.equal((await ask(session)).headers['x-request-id'], 'own');
      await traced.take(1);
    }
  });

  it('headers that the app shares between requests stay as they are', async () => {
    const shared = { ':status': 200, a: 'b', [http2.sensitiveHeaders]: ['a'] };
    onStream = (stream) => stream.respond(shared, { endStream: true });
    const ids = [await ask(toStreams), await ask(toStreams)].map(({ headers }) => headers['x-request-id']);
    await traced.take(2);
    assert.notEqual(ids[0], ids[1]);
    assert.deepEqual(Object.keys(shared), [':status', 'a']);
  });

  it('a pushed stream is no request, and carries no id', async () => {
    onStream = (stream) => {
      stream.pushStream({ ':path': '/pushed' }, (_error, pushed) => {
        pushed.respond({ ':status': 200 });
        pushed.end('pushed');
        stream.respond({}, { endStream: true });
      });
    };
    const pushed = new Promise<http2.IncomingHttpHeaders>((resolve) => {
      toStreams.once('stream', (stream) => stream.resume().on('push', resolve));
    });
    await ask(toStreams);
    assert.equal((await pushed)['x-request-id'], undefined);
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['url.path'], '/');
  });
});

describe('a request that comes to no good end', () => {
  it('has no status and no error where the client gave it up', async () => {
    const arrived = Promise.withResolvers<void>();
    onStream = () => arrived.resolve();
    const stream = untraced(() => toStreams.request({ ':path': '/' }));
    await arrived.promise;
    stream.close(constants.NGHTTP2_CANCEL);
    await once(stream, 'close');
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['http.response.status_code'], undefined);
    assert.deepEqual(span!.status, { code: SpanStatusCode.UNSET });
  });

  it('has the code of a reset as its error', async () => {
    onStream = (stream) => stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    const { code } = await ask(toStreams);
    assert.equal(code, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['error.type'], 'NGHTTP2_ENHANCE_YOUR_CALM');
    assert.equal(span!.status.code, SpanStatusCode.ERROR);
    assert.match(describeDurations(measured())[0]!, /error\.type="NGHTTP2_ENHANCE_YOUR_CALM"/);
  });

  it('has the error by which the app destroyed the stream, and the status that had left', async () => {
    onStream = (stream) => {
      stream.respond({ ':status': 200 });
      stream.write('x');
      setTimeout(() => stream.destroy(new TypeError('broken')), 5);
    };
    await ask(toStreams);
    const [span] = await traced.take(1);
    assert.deepEqual(
      [span!.attributes['error.type'], span!.attributes['http.response.status_code'], span!.status.message],
      ['TypeError', 200, 'broken'],
    );
    assert.equal(span!.events.length, 1);
  });

  it('ends with its connection', async () => {
    const session = http2.connect(`http://127.0.0.1:${port}`);
    const closed = new Promise<unknown>((resolve) => {
      onStream = (stream) => {
        stream.on('close', () => resolve(activeId()));
        session.destroy();
      };
    });
    session.on('error', () => {});
    const asked = ask(session);
    const id = await closed;
    const [span] = await traced.take(1);
    assert.equal(id, span!.spanContext().spanId);
    await asked;
  });

  it('ends where the server says GOAWAY and destroys the session', async () => {
    const session = http2.connect(`http://127.0.0.1:${port}`);
    session.on('error', () => {});
    onStream = (stream) => stream.session!.destroy(constants.NGHTTP2_INTERNAL_ERROR as never);
    await ask(session);
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['error.type'], 'NGHTTP2_INTERNAL_ERROR');
  });
});
