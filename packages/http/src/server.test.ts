import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, afterEach, describe, it } from 'node:test';
import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import { exchange, get } from './raw-client.ts';
import { listen, stop, traceThisProcess } from './traced-process.ts';

const traced = traceThisProcess();
type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;
let handler: Handler;
const server = http.createServer((request, response) => handler(request, response));
const port = await listen(server);
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `traceparent: 00-${TRACE}-b7ad6b7169203331-01`;

after(() => stop(server));
afterEach(() => {
  assert.deepEqual(traced.warnings, []);
  assert.equal(traced.open(), 0, 'a span was left open');
});

const activeSpan = () => trace.getSpan(context.active());

function messages(url: string) {
  const request = new http.IncomingMessage(new net.Socket());
  request.url = url;
  request.method = 'GET';
  return { request, response: new http.ServerResponse(request) };
}

describe('a SERVER span', () => {
  it('continues the trace of its caller', async () => {
    handler = (_request, response) => response.end();
    await get(port, '/', [TRACEPARENT]);
    const [span] = await traced.take(1);
    assert.equal(span!.spanContext().traceId, TRACE);
    assert.equal(span!.parentSpanContext?.spanId, 'b7ad6b7169203331');
    assert.equal(span!.parentSpanContext?.isRemote, true);
  });

  it('is active in the handler and after its awaits, with mutable RPC metadata', async () => {
    let seen: (Span | undefined)[] = [];
    handler = async (_request, response) => {
      seen = [activeSpan(), getRPCMetadata(context.active())?.span];
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(activeSpan());
      const rpc = getRPCMetadata(context.active())!;
      assert.equal(rpc.type, RPCType.HTTP);
      rpc.route = '/orders/:id';
      response.end();
    };
    await get(port, '/orders/17');
    const [span] = await traced.take(1);
    assert.deepEqual(
      seen.map((active) => active?.spanContext().spanId),
      Array(3).fill(span!.spanContext().spanId),
    );
    assert.equal(span!.name, 'GET /orders/:id');
    assert.equal(span!.attributes['http.route'], '/orders/:id');
  });

  it('keeps the target that arrived when the app rewrites it', async () => {
    handler = (request, response) => {
      request.url = '/rewritten';
      response.end();
    };
    await get(port, '/as/sent?x=1');
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['url.path'], '/as/sent');
    assert.equal(span!.attributes['url.query'], 'x=1');
  });

  it('ends after the close listeners of the app, which find it open', async () => {
    let recording: boolean | undefined;
    handler = (_request, response) => {
      response.on('close', () => {
        recording = activeSpan()?.isRecording();
      });
      response.end();
    };
    await get(port);
    await traced.take(1);
    assert.equal(recording, true);
  });

  it('adds no listener to request and response', async () => {
    let listeners: unknown[] = [];
    handler = (request, response) => {
      listeners = [request.eventNames(), response.listeners('close'), response.listeners('error')];
      response.end();
    };
    await get(port);
    await traced.take(1);
    assert.deepEqual(listeners[0], []);
    assert.deepEqual(listeners[2], []);
    assert.equal((listeners[1] as unknown[]).length, 0);
  });

  it('is active at the end of a request that nobody reads, for the app if not for Node', async () => {
    const seen: (Span | undefined)[] = [];
    handler = (request, response) => {
      if (request.url !== '/bare')
        request.on('end', function clearIncoming() {
          seen.push(activeSpan());
        });
      response.end();
    };
    await get(port, '/bare');
    await get(port);
    const spans = await traced.take(2);
    assert.equal(seen.length, 1);
    assert.equal(seen[0]?.spanContext().spanId, spans[1]!.spanContext().spanId);
  });

  it('leaves a span alone that the app ended itself', async () => {
    handler = (_request, response) => {
      activeSpan()?.end();
      response.end();
    };
    await get(port);
    await traced.take(1);
  });
});

describe('an aborted request', () => {
  it('ends its span when the client goes away, without a status that nobody saw', async () => {
    const arrived = Promise.withResolvers<void>();
    handler = () => arrived.resolve();
    const socket = net.connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await arrived.promise;
    socket.destroy();
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['http.response.status_code'], undefined);
    assert.equal(span!.status.code, SpanStatusCode.UNSET);
  });

  it('shows its close listeners the context, on request and response', async () => {
    const arrived = Promise.withResolvers<void>();
    const seen: (Span | undefined)[] = [];
    handler = (request, response) => {
      request.on('close', () => seen.push(activeSpan()));
      request.on('error', () => seen.push(activeSpan()));
      response.on('close', () => seen.push(activeSpan()));
      arrived.resolve();
    };
    const socket = net.connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await arrived.promise;
    socket.destroy();
    const [span] = await traced.take(1);
    assert.equal(seen.length, 3);
    for (const active of seen) assert.equal(active?.spanContext().spanId, span!.spanContext().spanId);
  });

  it('keeps the status of a response that had begun', async () => {
    handler = (_request, response) => {
      response.writeHead(206);
      response.write('x');
    };
    const socket = net.connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['http.response.status_code'], 206);
  });
});

describe('one connection', () => {
  it('gives kept-alive requests unrelated traces', async () => {
    handler = (_request, response) => response.end();
    await exchange(
      port,
      'GET /1 HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    const [first, second] = await traced.take(2);
    assert.notEqual(first!.spanContext().traceId, second!.spanContext().traceId);
    assert.equal(second!.parentSpanContext, undefined);
  });

  it('gives pipelined requests contexts of their own, also in finish and close of a queued response', async () => {
    const seen: Record<string, (string | undefined)[]> = { '/1': [], '/2': [] };
    handler = (request, response) => {
      const saw = () => seen[request.url!]!.push(activeSpan()?.spanContext().spanId);
      saw();
      response.on('finish', saw).on('close', saw);
      if (request.url === '/1') setTimeout(() => response.end('one'), 10);
      else response.end('two');
    };
    await exchange(
      port,
      'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    for (const span of await traced.take(2)) {
      assert.equal(span.parentSpanContext, undefined);
      const id = span.spanContext().spanId;
      assert.deepEqual(seen[span.attributes['url.path'] as string], [id, id, id]);
    }
  });

  it('follows the Host header when it changes', async () => {
    handler = (_request, response) => response.end();
    await exchange(
      port,
      'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: b.example:81\r\nConnection: close\r\n\r\n',
    );
    const spans = await traced.take(2);
    assert.deepEqual(
      spans.map(({ attributes }) => [attributes['server.address'], attributes['server.port']]),
      [
        ['a.example', 80],
        ['b.example', 81],
      ],
    );
  });
});

describe('the body of a POST in two segments', () => {
  const send = () =>
    exchange(port, 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc', 'def');
  const readers: Record<string, (request: http.IncomingMessage, saw: () => void) => Promise<unknown>> = {
    'on data and end': (request, saw) => {
      request.on('data', saw);
      return new Promise((resolve) => request.on('end', () => resolve(saw())));
    },
    'on readable': (request, saw) =>
      new Promise((resolve) => {
        request.on('readable', () => {
          saw();
          while (request.read() !== null);
        });
        request.on('end', resolve);
      }),
    'for await': async (request, saw) => {
      for await (const _chunk of request) saw();
    },
    pipeline: async (request, saw) => {
      await pipeline(request, new Writable({ write: (_chunk, _encoding, done) => done(void saw()) }));
      saw();
    },
    'once through events': async (request, saw) => {
      request.resume();
      await once(request, 'end');
      saw();
    },
  };
  for (const [way, read] of Object.entries(readers)) {
    it(`keeps the context: ${way}`, async () => {
      const seen: (string | undefined)[] = [];
      handler = async (request, response) => {
        await read(request, () => seen.push(activeSpan()?.spanContext().spanId));
        response.end();
      };
      await send();
      const [span] = await traced.take(1);
      assert.ok(seen.length > 0);
      for (const id of seen) assert.equal(id, span!.spanContext().spanId);
    });
  }

  it('makes a span started in an end listener a child of the request', async () => {
    handler = (request, response) => {
      request.resume().on('end', () => {
        trace.getTracer('app').startSpan('work').end();
        response.end();
      });
    };
    await send();
    const [work, request] = await traced.take(2);
    assert.equal(work!.parentSpanContext?.spanId, request!.spanContext().spanId);
  });
});

describe('finish and close listeners', () => {
  it('run in the context of the request even when a child span was active at the end', async () => {
    const seen: (string | undefined)[] = [];
    handler = (_request, response) => {
      response.on('finish', () => seen.push(activeSpan()?.spanContext().spanId));
      response.on('close', () => seen.push(activeSpan()?.spanContext().spanId));
      trace.getTracer('app').startActiveSpan('render', (span) => {
        response.end('x');
        span.end();
      });
    };
    await get(port);
    const request = (await traced.take(2)).find(({ name }) => name === 'GET');
    assert.deepEqual(seen, Array(2).fill(request!.spanContext().spanId));
  });
});

describe('failures', () => {
  it('leaves what the handler throws to whoever catches it around emit', async () => {
    handler = () => {
      throw new TypeError('broken');
    };
    const { request, response } = messages('/');
    assert.throws(() => server.emit('request', request, response), /broken/);
    await traced.take(0);
    response.emit('close');
    const [span] = await traced.take(1);
    assert.equal(span!.status.code, SpanStatusCode.UNSET);
    assert.deepEqual(span!.events, []);
  });

  it('records an error of the response and leaves it to the app', async () => {
    let caught: Error | undefined;
    handler = (_request, response) => {
      response.on('error', (error) => {
        caught = error;
      });
      response.end('x');
      response.write('too late');
    };
    await get(port);
    const [span] = await traced.take(1);
    assert.match(caught!.message, /write after end/);
    assert.equal(span!.status.code, SpanStatusCode.ERROR);
    assert.equal(span!.events.length, 1);
  });

  it('keeps the error that a framework reported when the status follows', async () => {
    handler = (_request, response) => {
      activeSpan()
        ?.setAttribute('error.type', 'PaymentError')
        .setStatus({ code: SpanStatusCode.ERROR, message: 'no' });
      response.writeHead(500).end();
    };
    await get(port);
    const [span] = await traced.take(1);
    assert.deepEqual(span!.status, { code: SpanStatusCode.ERROR, message: 'no' });
    assert.equal(span!.attributes['error.type'], 'PaymentError');
    assert.equal(span!.attributes['http.response.status_code'], 500);
  });
});

describe('what is not a request of the app', () => {
  it('answers of Node itself have no span', async () => {
    handler = () => assert.fail('not for the app');
    await exchange(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n');
    await exchange(port, 'GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nConnection: close\r\n\r\n');
    await exchange(port, 'nonsense\r\n\r\n');
    await traced.take(0);
  });

  it('upgrades and CONNECT are untouched', async () => {
    const answer = (_request: unknown, socket: NodeJS.WritableStream) => {
      assert.equal(activeSpan(), undefined);
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    };
    server.once('upgrade', answer).once('connect', answer);
    await exchange(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await exchange(port, 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n');
    server.removeAllListeners('upgrade').removeAllListeners('connect');
    await traced.take(0);
  });
});

describe('a request event that is emitted by hand', () => {
  it('is traced', async () => {
    handler = (_request, response) => response.end();
    const { request, response } = messages('/by-hand');
    assert.equal(server.emit('request', request, response), true);
    response.emit('close');
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['url.path'], '/by-hand');
  });

  it('has one span when one server hands its request on to another', async () => {
    const inner = http.createServer((_request, response) => response.end('inner'));
    handler = (request, response) => void inner.emit('request', request, response);
    assert.equal((await get(port)).body.includes('inner'), true);
    await traced.take(1);
  });

  it('has one span when the request is handed on inside proxies', async () => {
    const inner = http.createServer((_request, response) => response.end('inner'));
    handler = (request, response) => {
      const plain = <T extends object>(target: T) =>
        new Proxy(target, {
          get: (of, key) => {
            const value = Reflect.get(of, key, of) as unknown;
            return typeof value === 'function' ? value.bind(of) : value;
          },
        });
      inner.emit('request', plain(request), plain(response));
    };
    assert.equal((await get(port)).body.includes('inner'), true);
    await traced.take(1);
  });

  it('passes untouched with messages that are not of node:http', async () => {
    handler = () => assert.equal(activeSpan(), undefined);
    assert.equal(server.emit('request', {}, {}), true);
    await traced.take(0);
  });

  it('tells the emitter whether anybody listened', () => {
    assert.equal(http.createServer().emit('request', {}, {}), false);
  });
});

describe('a server of node:https', () => {
  it('is traced with its own scheme and port', async () => {
    const secure = https.createServer((_request, response) => void response.emit('close'));
    const { request, response } = messages('/');
    request.headers.host = 'a.example';
    secure.emit('request', request, response);
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['url.scheme'], 'https');
    assert.equal(span!.attributes['server.port'], 443);
  });
});

describe('Expect: 100-continue', () => {
  it('has one span', async () => {
    handler = (request, response) => void request.resume().on('end', () => response.end());
    await exchange(
      port,
      'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 1\r\n\r\n',
      'x',
    );
    await traced.take(1);
  });
});
