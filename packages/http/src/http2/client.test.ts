import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import type net from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { requestIdOf, withRequestId } from '@waymark/propagation';
import { ROOT } from '@waymark/tracing';
import { HttpDurations } from '../durations/http-durations.ts';
import { describeDurations } from '../metric-memory.ts';
import { type Answer, answerOf, listen, traceHttp2, untraced } from './test-http2.ts';

const durations = new HttpDurations('always_off');
const measured = durations.reader('delta', { name: 'test' });
const traced = traceHttp2({ metrics: durations });
const { constants } = http2;

/** What the server got, and what it is to do. Its own spans are not of interest here: it is not asked over a traced class. */
let received: http2.IncomingHttpHeaders[] = [];
let onStream: (stream: http2.ServerHttp2Stream) => void;
const answerOk = (stream: http2.ServerHttp2Stream) => {
  stream.respond({ ':status': 200 });
  stream.end('ok');
};
const server = http2.createServer();
const sockets: net.Socket[] = [];
server.on('connection', (socket) => sockets.push(socket));
server.on('stream', (stream, headers) => {
  received.push(headers);
  stream.on('error', () => {});
  onStream(stream);
});
let session: http2.ClientHttp2Session;
let port: number;

before(async () => {
  port = await listen(server);
  session = http2.connect(`http://127.0.0.1:${port}`);
});
after(() => {
  session.destroy();
  server.close();
});
afterEach(() => {
  assert.deepEqual(traced.warnings, []);
  received = [];
  measured();
});

/** The CLIENT span of what is done; the server's is left out. */
async function clientSpan(work: () => unknown, served = 1) {
  await work();
  const spans = await traced.take(1 + served);
  const span = spans.find(({ kind }) => kind === SpanKind.CLIENT);
  return span!;
}

function send(
  headers: http2.OutgoingHttpHeaders | readonly string[] = {},
  options?: http2.ClientSessionRequestOptions,
): Promise<Answer> {
  return answerOf(session.request(headers as http2.OutgoingHttpHeaders, options));
}

const activeId = () => trace.getSpan(context.active())?.spanContext().spanId;

describe('a CLIENT span of HTTP/2', () => {
  it('has the method, the URL, the server, its peer and the status', async () => {
    onStream = answerOk;
    const span = await clientSpan(() => send({ ':path': '/a?x=1&sig=secret', 'user-agent': 'test/1' }));
    assert.equal(span.name, 'GET');
    assert.deepEqual(span.attributes, {
      'http.request.method': 'GET',
      'network.protocol.version': '2',
      'server.address': '127.0.0.1',
      'server.port': port,
      'url.full': `http://127.0.0.1:${port}/a?x=1&sig=REDACTED`,
      'user_agent.original': 'test/1',
      'http.response.status_code': 200,
      'network.peer.address': '127.0.0.1',
      'network.peer.port': port,
    });
    const ours = describeDurations(measured()).filter((line) => line.includes('client'));
    assert.deepEqual(
      ours.map((line) => line.split(' x1 ')[0]),
      [
        'MEASURED http.client.request.duration [http.request.method="GET" http.response.status_code=200 ' +
          `network.protocol.version="2" server.address="127.0.0.1" server.port=${port}]`,
      ],
    );
  });

  it('is the parent of the server span, and the child of what is active', async () => {
    onStream = answerOk;
    const outer = trace.getTracer('app').startSpan('outer');
    await context.with(trace.setSpan(context.active(), outer), () => send());
    outer.end();
    const spans = await traced.take(3);
    const of = (kind: SpanKind) => spans.find((span) => span.kind === kind)!;
    const client = of(SpanKind.CLIENT);
    assert.equal(client.parentSpanContext?.spanId, outer.spanContext().spanId);
    assert.equal(of(SpanKind.SERVER).parentSpanContext?.spanId, client.spanContext().spanId);
    assert.equal(
      received[0]!['traceparent'],
      `00-${client.spanContext().traceId}-${client.spanContext().spanId}-01`,
    );
  });

  it('names the authority that the request does', async () => {
    onStream = answerOk;
    const span = await clientSpan(() =>
      send({ ':authority': 'shop.example', ':scheme': 'https', ':path': '/x' }),
    );
    const { attributes } = span;
    assert.deepEqual(
      [attributes['server.address'], attributes['server.port'], attributes['url.full']],
      ['shop.example', 443, 'https://shop.example/x'],
    );
  });

  it('carries the request id of its context, unless the caller says another', async () => {
    onStream = answerOk;
    await context.with(withRequestId(ROOT, 'from-the-edge'), async () => {
      await send();
      await send({ 'X-Request-ID': 'own' });
    });
    await traced.take(4);
    assert.deepEqual(
      received.map((headers) => headers['x-request-id']),
      ['from-the-edge', 'own'],
    );
    assert.equal(requestIdOf(ROOT), undefined);
  });

  it('replaces a traceparent that was copied, and leaves the object that the app gave as it was', async () => {
    onStream = answerOk;
    const copied = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    const headers = Object.freeze({ Traceparent: copied });
    const span = await clientSpan(() => send(headers));
    assert.equal(span.spanContext().traceId, '1'.repeat(32));
    assert.match(String(received[0]!['traceparent']), new RegExp(`-${span.spanContext().spanId}-01$`));
    assert.equal(headers.Traceparent, copied);
  });

  it('is made of requests without headers, and of sessions that util.promisify made', async () => {
    onStream = answerOk;
    const promised = (await promisify(http2.connect)(`http://localhost:${port}`)) as http2.ClientHttp2Session;
    const span = await clientSpan(() => answerOf(promised.request()));
    assert.equal(span.attributes['url.full'], `http://localhost:${port}/`);
    promised.close();
  });

  it('ends with the body, and not with the head', async () => {
    onStream = (stream) => {
      stream.respond({});
      setTimeout(() => stream.end('x'), 30);
    };
    const span = await clientSpan(() => send());
    assert.ok(span.duration[1] > 20e6, `${span.duration}`);
  });

  it('has ended where the app hears of the end', async () => {
    onStream = answerOk;
    let open: number | undefined;
    const stream = session.request();
    stream.resume().on('end', () => {
      open = traced.takeAll().filter(({ kind }) => kind === SpanKind.CLIENT).length;
    });
    await once(stream, 'close');
    assert.equal(open, 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    traced.takeAll();
  });

  it('lets listeners run in the context of whoever made the request', async () => {
    onStream = answerOk;
    const outer = trace.getTracer('app').startSpan('outer');
    const seen: unknown[] = [];
    const stream = context.with(trace.setSpan(context.active(), outer), () => session.request());
    for (const event of ['ready', 'response', 'data', 'end', 'close'])
      stream.on(event, () => seen.push(activeId()));
    await once(stream, 'close');
    outer.end();
    await traced.take(3);
    assert.ok(seen.length >= 4);
    for (const id of seen) assert.equal(id, outer.spanContext().spanId);
  });

  it('adds no listener', () => {
    const made = untraced(() => session.request());
    const bare = made.eventNames();
    const stream = session.request();
    assert.deepEqual(stream.eventNames(), bare);
    stream.close(constants.NGHTTP2_CANCEL);
    made.close(constants.NGHTTP2_CANCEL);
    return new Promise<void>((resolve) => setTimeout(() => resolve(void traced.takeAll()), 30));
  });
});

describe('a request over HTTP/2 that fails', () => {
  it('by its status', async () => {
    onStream = (stream) => stream.respond({ ':status': 404 }, { endStream: true });
    const span = await clientSpan(() => send());
    assert.equal(span.status.code, SpanStatusCode.ERROR);
    assert.equal(span.attributes['error.type'], '404');
  });

  it('by a reset of the server', async () => {
    onStream = (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM);
    const span = await clientSpan(() => send());
    assert.equal(span.status.code, SpanStatusCode.ERROR);
    assert.equal(span.attributes['error.type'], 'NGHTTP2_REFUSED_STREAM');
    assert.match(describeDurations(measured()).join(), /client.*error\.type="NGHTTP2_REFUSED_STREAM"/);
  });

  it('by a cancellation of the server, which Node keeps to itself', async () => {
    onStream = (stream) => stream.close(constants.NGHTTP2_CANCEL);
    const span = await clientSpan(() => send());
    assert.equal(span.attributes['error.type'], 'NGHTTP2_CANCEL');
    assert.equal(span.status.message, 'the response was cut short');
    assert.match(describeDurations(measured()).join(), /client.*error\.type="NGHTTP2_CANCEL"/);
  });

  it('by the loss of the connection', async () => {
    const lost = http2.connect(`http://127.0.0.1:${port}`);
    lost.on('error', () => {});
    onStream = (stream) => {
      stream.respond({});
      stream.write('x');
      setTimeout(() => sockets.at(-1)!.destroy(), 5);
    };
    const span = await clientSpan(() => answerOf(lost.request()));
    assert.equal(span.status.code, SpanStatusCode.ERROR);
    assert.match(String(span.attributes['error.type']), /^(NGHTTP2_CANCEL|ECONNRESET)$/);
  });

  it('by a GOAWAY with a code', async () => {
    const going = http2.connect(`http://127.0.0.1:${port}`);
    going.on('error', () => {});
    onStream = (stream) => stream.session!.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    const span = await clientSpan(() => answerOf(going.request()));
    assert.equal(span.attributes['error.type'], 'NGHTTP2_ENHANCE_YOUR_CALM');
  });

  it('by a connection that is refused', async () => {
    const refused = http2.connect('http://127.0.0.1:1');
    refused.on('error', () => {});
    const span = await clientSpan(() => answerOf(refused.request()), 0);
    assert.equal(span.attributes['error.type'], 'ECONNREFUSED');
    assert.equal(span.attributes['server.port'], 1);
  });

  it('by a session that is closed, whether Node throws or tells the stream', async () => {
    const closed = http2.connect(`http://127.0.0.1:${port}`);
    await once(closed, 'connect');
    closed.close();
    const span = await clientSpan(async () => {
      try {
        await answerOf(closed.request());
      } catch (error) {
        assert.match(String((error as { code?: unknown }).code), /^ERR_HTTP2_/);
      }
    }, 0);
    assert.match(String(span.attributes['error.type']), /^ERR_HTTP2_(GOAWAY|INVALID)_SESSION$/);
    assert.equal(span.status.code, SpanStatusCode.ERROR);
  });

  it('not by being given up by the app', async () => {
    onStream = (stream) => stream.respond({});
    const span = await clientSpan(async () => {
      const stream = session.request();
      await once(stream, 'response');
      stream.close(constants.NGHTTP2_CANCEL);
      await once(stream, 'close');
    });
    assert.equal(span.status.code, SpanStatusCode.UNSET);
    assert.equal(span.attributes['http.response.status_code'], 200);
  });

  it('by a signal, as requests of node:http do', async () => {
    onStream = () => {};
    const controller = new AbortController();
    const span = await clientSpan(async () => {
      const answer = send({}, { signal: controller.signal });
      setTimeout(() => controller.abort(), 10);
      await answer;
    });
    assert.equal(span.attributes['error.type'], 'AbortError');
  });
});

describe('what has no CLIENT span of HTTP/2', () => {
  it('a request within suppressTracing, which carries nothing of ours', async () => {
    onStream = answerOk;
    await untraced(() => send());
    assert.deepEqual([received[0]!['traceparent'], received[0]!['x-request-id']], [undefined, undefined]);
    await traced.take(1);
  });

  it('a tunnel, and a WebSocket, whose handshake belongs to the trace', async () => {
    const settings = http2.createServer({ settings: { enableConnectProtocol: true } });
    const heads: http2.IncomingHttpHeaders[] = [];
    settings.on('stream', (stream, headers) => {
      heads.push(headers);
      stream.respond({}, { endStream: true });
    });
    const tunnels = http2.connect(`http://127.0.0.1:${await listen(settings)}`);
    await once(tunnels, 'remoteSettings');
    await trace.getTracer('app').startActiveSpan('outer', async (span) => {
      for (const more of [{ ':protocol': 'websocket', ':path': '/' }, { ':authority': 'a:1' }]) {
        await answerOf(tunnels.request({ ':method': 'CONNECT', ...more }, { endStream: true }));
      }
      span.end();
    });
    const [outer] = await traced.take(1);
    assert.equal(
      heads[0]!['traceparent'],
      `00-${outer!.spanContext().traceId}-${outer!.spanContext().spanId}-01`,
    );
    assert.equal(heads[1]!['traceparent'], undefined);
    tunnels.close();
    settings.close();
  });
});
