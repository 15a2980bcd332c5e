/**
 * What a faster instrumentation of servers gets wrong, trap by trap. A trap has here what is not told elsewhere:
 *
 *  1  `server.test.ts` (answers of Node itself)
 *  2  `server.test.ts` (an aborted request), `parity.test.ts`
 *  3  `server.test.ts` (one connection)
 *  4  `server.test.ts` (the body of a POST in two segments, finish and close listeners)
 *  5  `uncaught.test.ts` in processes of their own, `server.test.ts` (failures)
 *  6  `server-options.test.ts` beside this, `ignored-requests.test.ts`
 *  7  `server.test.ts` (emitted by hand, node:https)
 *  8  `server.test.ts` (upgrades and CONNECT)
 *  9  `http2/server.test.ts`, `http2/secure.test.ts`
 * 10  `server.test.ts`, and the frameworks' own tests
 * 11  `parity.test.ts`, `request-target.test.ts`, `sensitive-query.test.ts`
 * 12  `server-options.test.ts`, `sampled-out.test.ts`, `durations/durations.test.ts`
 * 13  `server-options.test.ts`, `hooks.test.ts`
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { Transform } from 'node:stream';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { context, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { getRPCMetadata, RPCType, setRPCMetadata } from '@opentelemetry/core';
import { ask, listen as listenHttp2, traceHttp2 } from '../http2/test-http2.ts';
import { exchange, get } from '../raw-client.ts';
import { listen, stop } from '../traced-process.ts';

const traced = traceHttp2();
type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;
const answer: Handler = (_request, response) => response.end('x');
let handler: Handler;
const server = http.createServer((request, response) => handler(request, response));
const port = await listen(server);

after(() => stop(server));
beforeEach(() => {
  handler = answer;
});
afterEach(() => {
  assert.deepEqual(traced.warnings, []);
  assert.equal(traced.open(), 0, 'a span was left open');
});

const activeId = () => trace.getSpan(context.active())?.spanContext().spanId;
const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('trap 1: only the request event is traced', () => {
  it('one request too many on a socket is answered by Node, and has no span', async () => {
    const few = http.createServer((_request, response) => response.end('x'));
    few.maxRequestsPerSocket = 1;
    const dropped = once(few, 'dropRequest');
    const sent = exchange(await listen(few), REQUEST + REQUEST);
    await dropped;
    await traced.take(1);
    await stop(few);
    assert.match(await sent, /^HTTP\/1\.1 200.*HTTP\/1\.1 503/s);
  });

  it('checkContinue and checkExpectation are no request, until the app makes one of them', async () => {
    const strict = http.createServer((_request, response) => response.end('x'));
    strict.on('checkExpectation', (_request, response) => response.writeHead(417).end());
    strict.on('checkContinue', (request, response) => {
      assert.equal(activeId(), undefined);
      response.writeContinue();
      strict.emit('request', request, response);
    });
    const strictPort = await listen(strict);
    const expecting = (what: string) =>
      exchange(strictPort, `GET / HTTP/1.1\r\nHost: a\r\nExpect: ${what}\r\nConnection: close\r\n\r\n`);
    assert.match(await expecting('miracles'), / 417 /);
    await traced.take(0);
    assert.match(await expecting('100-continue'), /100 Continue.*200 OK/s);
    await traced.take(1);
    await stop(strict);
  });
});

describe('trap 2: aborted requests end, by close and not by finish', () => {
  it('a response that was written whole, and that nobody could read any more', async () => {
    const seen: string[] = [];
    const gone = Promise.withResolvers<void>();
    handler = async (_request, response) => {
      response.on('finish', () => seen.push('finish')).on('close', () => seen.push('close'));
      response.write('x'.repeat(1 << 20));
      await gone.promise;
      response.end('the rest');
    };
    const socket = net.connect(port, '127.0.0.1', () => socket.write(REQUEST));
    await once(socket, 'data');
    socket.resetAndDestroy();
    await once(socket, 'close');
    gone.resolve();
    const [span] = await traced.take(1);
    assert.equal(seen.at(-1), 'close');
    assert.equal(span!.attributes['http.response.status_code'], 200);
  });

  it('the span ends after the finish listeners of the app', async () => {
    let recording: boolean | undefined;
    handler = (_request, response) => {
      response.on('finish', () => {
        recording = trace.getSpan(context.active())?.isRecording();
      });
      response.end('x');
    };
    await get(port);
    await traced.take(1);
    assert.equal(recording, true);
  });
});

describe('trap 3: every request starts from the root', () => {
  it('nothing of a request is active in what its connection does next', async () => {
    const seen: unknown[] = [];
    const saw = () => seen.push(activeId());
    const watched = http.createServer((request, response) => {
      request.socket.once('end', saw).once('close', saw);
      response.end('x');
      // The parser goes on in this very tick.
      process.nextTick(() => seen.push('next'));
    });
    watched.on('connection', (socket) => socket.on('data', saw));
    watched.on('clientError', (_error, socket) => {
      saw();
      socket.destroy();
    });
    await exchange(await listen(watched), REQUEST, 'nonsense\r\n\r\n');
    await traced.take(1);
    assert.ok(seen.length >= 3);
    for (const id of seen) assert.ok(id === undefined || id === 'next', String(id));
    await stop(watched);
  });

  it('a server that is asked from within a span of the process, over a socket that was opened there', async () => {
    await trace.getTracer('app').startActiveSpan('outer', async (outer) => {
      const asked = http.createServer(answer);
      await exchange(
        await listen(asked),
        REQUEST,
        REQUEST.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
      );
      await stop(asked);
      outer.end();
    });
    const spans = (await traced.take(3)).filter(({ name }) => name === 'GET');
    for (const span of spans) assert.equal(span.parentSpanContext, undefined);
    assert.equal(new Set(spans.map((span) => span.spanContext().traceId)).size, 2);
  });
});

describe('trap 4: the events of a body run in the context of the request', () => {
  it('in a parser of forms that the request is piped into', async () => {
    const seen: unknown[] = [];
    handler = (request, response) => {
      const form = new Transform({
        transform(chunk, _encoding, done) {
          this.emit('field', String(chunk));
          done();
        },
      });
      form
        .on('field', () => seen.push(activeId()))
        .on('finish', () => {
          seen.push(activeId());
          response.end();
        });
      request.pipe(form).resume();
    };
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
    await exchange(port, head, '3\r\nabc\r\n', '3\r\ndef\r\n', '0\r\nsum: 1\r\n\r\n');
    const [span] = await traced.take(1);
    assert.deepEqual(seen, Array(3).fill(span!.spanContext().spanId));
  });

  it('on a second request of the connection too, and in a listener that another span added', async () => {
    const seen = new Map<string | undefined, unknown[]>();
    handler = (request, response) => {
      trace.getTracer('app').startActiveSpan('read', (read) => {
        request.resume().on('end', () => {
          seen.set(request.url, [activeId()]);
          read.end();
          response.end();
        });
      });
    };
    const post = (path: string, more = '') =>
      [`POST ${path} HTTP/1.1\r\nHost: a\r\n${more}Content-Length: 6\r\n\r\nabc`, 'def'] as const;
    await exchange(port, ...post('/1'), ...post('/2', 'Connection: close\r\n'));
    const requests = (await traced.take(4)).filter(({ name }) => name === 'POST');
    for (const span of requests) {
      assert.deepEqual(seen.get(span.attributes['url.path'] as string), [span.spanContext().spanId]);
    }
  });
});

describe('trap 5: what a handler throws, and what the response emits, is left to the app', () => {
  it('an error of the response without a listener is uncaught as ever, and on the span once', async () => {
    const mine = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const uncaught = once(process, 'uncaughtException');
    handler = (_request, response) => {
      response.end('x');
      response.write('too late');
    };
    await get(port);
    const [error] = await uncaught;
    for (const listener of mine) process.on('uncaughtException', listener);
    assert.equal((error as { code?: string }).code, 'ERR_STREAM_WRITE_AFTER_END');
    const [span] = await traced.take(1);
    assert.equal(span!.status.code, SpanStatusCode.ERROR);
    assert.equal(span!.events.length, 1);
  });

  it('close after an error ends nothing again', async () => {
    handler = (_request, response) => {
      response.on('error', () => {});
      response.emit('error', new Error('broken'));
      response.emit('error', new Error('broken again'));
      response.end();
    };
    await get(port);
    const [span] = await traced.take(1);
    assert.equal(span!.events.length, 1);
  });
});

describe('trap 7: a request emitted by hand, and both prototypes', () => {
  it('https.Server is no http.Server, and each has its scheme', async () => {
    assert.equal(Object.hasOwn(https.Server.prototype, 'emit'), true);
    assert.equal(https.Server.prototype instanceof http.Server, false);
    const schemes: unknown[] = [];
    for (const one of [http.createServer(answer), https.createServer(answer)]) {
      const request = new http.IncomingMessage(new net.Socket());
      Object.assign(request, { method: 'GET', url: '/' });
      const response = new http.ServerResponse(request);
      one.emit('request', request, response);
      response.emit('close');
      schemes.push((await traced.take(1))[0]!.attributes['url.scheme']);
    }
    assert.deepEqual(schemes, ['http', 'https']);
  });

  it('a front that hands connections to a server that listens nowhere', async () => {
    const inner = http.createServer(answer);
    const front = net.createServer((socket) => inner.emit('connection', socket));
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    const answered = await get((front.address() as net.AddressInfo).port);
    assert.equal(answered.status, 200);
    await traced.take(1);
    front.close();
  });
});

describe('trap 8: upgrades and CONNECT have no span', () => {
  it('a WebSocket between two requests of other connections', async () => {
    server.once('upgrade', (request, socket) => {
      assert.equal(activeId(), undefined);
      assert.equal(request.headers.upgrade, 'websocket');
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    });
    await get(port, '/1');
    await exchange(port, 'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await get(port, '/2');
    const paths = (await traced.take(2)).map(({ attributes }) => attributes['url.path']);
    assert.deepEqual(paths, ['/1', '/2']);
  });
});

describe('trap 9: the compatibility API of HTTP/2 is traced once, and as HTTP/2', () => {
  it('also where a server of node:http gets its messages by hand', async () => {
    const inner = http.createServer((_request, response) => response.end('inner'));
    const outer = http2.createServer((request, response) => void inner.emit('request', request, response));
    const session = http2.connect(`http://127.0.0.1:${await listenHttp2(outer)}`);
    assert.equal((await ask(session)).body, 'inner');
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['network.protocol.version'], '2');
    session.destroy();
    outer.close();
  });
});

describe('trap 10: the route comes by RPC metadata, which is read at the end', () => {
  it('set while another context is active, and after the response began', async () => {
    handler = (_request, response) => {
      const rpc = getRPCMetadata(context.active())!;
      response.write('x');
      setTimeout(() => {
        context.with(ROOT_CONTEXT, () => {
          rpc.route = '/late/:id';
          response.end();
        });
      }, 1);
    };
    await get(port);
    const [span] = await traced.take(1);
    assert.equal(span!.name, 'GET /late/:id');
  });

  it('has the span, and is read through contexts that others derive', async () => {
    handler = (_request, response) => {
      const outer = context.active();
      const derived = outer.setValue(Symbol('a'), 1);
      const rpc = getRPCMetadata(derived)!;
      assert.deepEqual([rpc.type, rpc.span], [RPCType.HTTP, trace.getSpan(outer)]);
      const replaced = setRPCMetadata(derived, { ...rpc, route: '/other' });
      assert.equal(getRPCMetadata(replaced)!.route, '/other');
      response.end();
    };
    await get(port);
    const [span] = await traced.take(1);
    assert.equal(span!.name, 'GET', 'without a route the method is the name');
  });
});

describe('trap 11: attributes are those of the request as it arrived', () => {
  const table: [condition: string, head: string, expected: Record<string, unknown>][] = [
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: a', { 'url.path': '/*' }],
    ['a double slash', 'GET //b/c HTTP/1.1\r\nHost: a', { 'url.path': '/c' }],
    [
      'another spelling of a method',
      'PROPFIND / HTTP/1.1\r\nHost: a',
      {
        'http.request.method': '_OTHER',
        'http.request.method_original': 'PROPFIND',
      },
    ],
    [
      'Forwarded before X-Forwarded',
      'GET / HTTP/1.1\r\nHost: a\r\nForwarded: for=1.2.3.4;host=f.example\r\n' +
        'X-Forwarded-For: 5.6.7.8\r\nX-Forwarded-Host: x.example',
      {
        'client.address': '1.2.3.4',
        'server.address': 'f.example',
      },
    ],
    ['an empty query', 'GET /? HTTP/1.1\r\nHost: a', { 'url.path': '/', 'url.query': undefined }],
    ['HTTP/1.0', 'GET / HTTP/1.0\r\nHost: a', { 'network.protocol.version': '1.0' }],
  ];
  for (const [condition, head, expected] of table) {
    it(condition, async () => {
      await exchange(port, `${head}\r\nConnection: close\r\n\r\n`);
      const [span] = await traced.take(1);
      for (const [name, value] of Object.entries(expected)) assert.equal(span!.attributes[name], value, name);
    });
  }

  it('the peer is known although the socket is gone when the span ends', async () => {
    const arrived = Promise.withResolvers<void>();
    handler = () => arrived.resolve();
    const socket = net.connect(port, '127.0.0.1', () => socket.write(REQUEST));
    await arrived.promise;
    socket.destroy();
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['network.peer.address'], '127.0.0.1');
    assert.equal(span!.attributes['client.address'], '127.0.0.1');
  });

  it('error.type is a string, and stays away below 500', async () => {
    for (const [status, type] of [
      [404, undefined],
      [499, undefined],
      [500, '500'],
      [503, '503'],
    ] as const) {
      handler = (_request, response) => response.writeHead(status).end();
      await get(port);
      const [span] = await traced.take(1);
      assert.equal(span!.attributes['error.type'], type);
      assert.equal(span!.status.code, type === undefined ? SpanStatusCode.UNSET : SpanStatusCode.ERROR);
    }
  });
});
