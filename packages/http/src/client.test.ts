import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { exchange } from './raw-client.ts';
import { listen, stop, traceThisProcess } from './traced-process.ts';

const traced = traceThisProcess();

/** Not an HTTP server of this process: that would make spans of its own. */
let answer: (head: string, socket: net.Socket) => void;
const heads: string[] = [];
const backend = net.createServer((socket) => {
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    const tls = chunk[0] === 0x16;
    if (tls) socket.destroy();
    text += chunk.toString('latin1');
    for (let end = text.indexOf('\r\n\r\n'); end !== -1; end = text.indexOf('\r\n\r\n')) {
      const head = text.slice(0, end + 2);
      text = text.slice(end + 4);
      if (!/^[A-Z]+ \S+ HTTP/.test(head)) continue;
      heads.push(head);
      answer(head, socket);
    }
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
  http.globalAgent.destroy();
  backend.close();
});

const activeId = () => trace.getSpan(context.active())?.spanContext().spanId;

/** Runs `act` in a span of its own, as the handler of a request would be. */
function inParent<T>(act: (parent: Span) => T): T {
  return trace.getTracer('app').startActiveSpan('parent', (parent) => act(parent));
}

async function finished(request: http.ClientRequest): Promise<void> {
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  await once(response, 'end');
}

/** Waits for `close` and swallows the error in front of it. */
function closed(request: http.ClientRequest): Promise<void> {
  request.on('error', () => {});
  return new Promise((resolve) => request.on('close', resolve));
}

function headerValues(head: string, name: string): string[] {
  return [...head.matchAll(new RegExp(`^${name}: (.*)$`, 'gim'))].map((match) => match[1]!.trim());
}

describe('a CLIENT span', () => {
  it('is the child of what was active and the parent of what the server does', async () => {
    await inParent(async (parent) => {
      await finished(http.get(`${origin}/a?b=c`));
      parent.end();
    });
    const [client, parent] = await traced.take(2);
    assert.equal(client!.kind, SpanKind.CLIENT);
    assert.equal(client!.parentSpanContext?.spanId, parent!.spanContext().spanId);
    const { traceId, spanId } = client!.spanContext();
    assert.deepEqual(headerValues(heads[0]!, 'traceparent'), [`00-${traceId}-${spanId}-01`]);
    assert.deepEqual(headerValues(heads[0]!, 'x-request-id'), [traceId]);
  });

  it('ends with the body, not with the head', async () => {
    answer = (_head, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n');
      setTimeout(() => socket.write('ok'), 40);
    };
    await finished(http.get(origin));
    const [span] = await traced.take(1);
    const [seconds, nanos] = span!.duration;
    assert.ok(seconds * 1e3 + nanos / 1e6 >= 35, `${span!.duration}`);
  });

  it('describes where the request went and what came back', async () => {
    await finished(
      http
        .request(`http://user:secret@127.0.0.1:${port}/a?sig=secret&b=1`, {
          headers: { 'User-Agent': 'x/1' },
        })
        .end(),
    );
    const [span] = await traced.take(1);
    assert.deepEqual(span!.attributes, {
      'http.request.method': 'GET',
      'server.address': '127.0.0.1',
      'server.port': port,
      'url.full': `http://REDACTED:REDACTED@127.0.0.1:${port}/a?sig=REDACTED&b=1`,
      'user_agent.original': 'x/1',
      'http.response.status_code': 200,
      'network.peer.address': '127.0.0.1',
      'network.peer.port': port,
      'network.protocol.version': '1.1',
    });
  });

  it('knows the server in spite of a Host header for somebody else', async () => {
    await finished(http.get({ host: '127.0.0.1', port, path: '/x', headers: { host: 'public.example' } }));
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['url.full'], `${origin}/x`);
    assert.equal(span!.attributes['server.port'], port);
  });

  it('has the port of the Host header when the agent is of a foreign kind', async () => {
    const agent = {
      addRequest: (request: { onSocket(socket: net.Socket): void }) =>
        request.onSocket(net.connect(port, '127.0.0.1')),
    };
    await finished(http.get({ host: '127.0.0.1', port, agent: agent as unknown as http.Agent }));
    assert.equal((await traced.take(1))[0]!.attributes['server.port'], port);
  });

  it('knows the peer of a connection that was used before', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ports: (number | undefined)[] = [];
    for (let i = 0; i < 3; i++) {
      const request = http.get(origin, { agent });
      const [[socket]] = await Promise.all([
        once(request, 'socket'),
        finished(request),
        once(request, 'close'),
      ]);
      ports.push((socket as net.Socket).localPort);
    }
    agent.destroy();
    assert.equal(new Set(ports).size, 1, 'one connection for all');
    for (const { attributes } of await traced.take(3)) {
      assert.equal(attributes['network.peer.address'], '127.0.0.1');
      assert.equal(attributes['network.peer.port'], port);
    }
  });

  it('tells apart what many requests have alike', async () => {
    answer = (head, socket) => {
      const status = /\/(\d{3})/.exec(head)![1];
      socket.write(`HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`);
    };
    const asked = ['GET 200', 'GET 404', 'POST 200', 'GET 200', 'POST 500', 'GET 404'];
    for (const [method, status] of asked.map((line) => line.split(' '))) {
      await finished(http.request(`${origin}/${status}`, { method }).end());
    }
    const spans = await traced.take(asked.length);
    assert.deepEqual(
      spans.map(({ name, attributes: { [`http.response.status_code`]: code, 'error.type': type } }) => [
        `${name} ${code}`,
        type,
      ]),
      asked.map((line) => [line, /[45]\d\d/.exec(line)?.[0]]),
    );
  });

  it('covers requests made with the constructor, an agent, no agent and createConnection', async () => {
    const agent = new http.Agent({ keepAlive: true });
    await finished(new http.ClientRequest(`${origin}/`).end() as http.ClientRequest);
    await finished(http.get(origin, { agent }));
    await finished(http.get(origin, { agent }));
    await finished(http.get(origin, { agent: false }));
    await finished(
      http.get({ host: '127.0.0.1', port, createConnection: () => net.connect(port, '127.0.0.1') }),
    );
    agent.destroy();
    assert.equal(
      (await traced.take(5)).every((span) => span.attributes['server.port'] === port),
      true,
    );
  });

  it('follows redirects of the app with a span each', async () => {
    answer = (head, socket) =>
      socket.write(
        head.includes('/old') ? 'HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n' : OK,
      );
    await new Promise((resolve) => {
      http.get(`${origin}/old`, (response) => {
        response.resume();
        http.get(`${origin}${response.headers.location}`, (second) => second.resume().on('end', resolve));
      });
    });
    const spans = await traced.take(2);
    assert.deepEqual(spans.map((span) => span.attributes['http.response.status_code']).sort(), [200, 302]);
  });
});

describe('injected headers', () => {
  const shapes: Record<string, http.RequestOptions> = {
    'no headers': {},
    'an object': { headers: { a: 'b' } },
    'a flat array': { headers: ['Host', 'h', 'a', 'b'] },
    'an array of pairs': {
      headers: [
        ['Host', 'h'],
        ['a', 'b'],
      ] as unknown as string[],
    },
    'Expect: 100-continue': { headers: { a: 'b', Expect: '100-continue' } },
    'no default headers': { setDefaultHeaders: false, headers: { a: 'b', Host: 'h' } },
  };
  for (const [shape, options] of Object.entries(shapes)) {
    it(`go out once with ${shape}`, async () => {
      await finished(http.get(origin, options));
      const [span] = await traced.take(1);
      const { traceId, spanId } = span!.spanContext();
      assert.deepEqual(headerValues(heads[0]!, 'traceparent'), [`00-${traceId}-${spanId}-01`]);
      assert.deepEqual(headerValues(heads[0]!, 'x-request-id'), [traceId]);
      if (options.headers) assert.deepEqual(headerValues(heads[0]!, 'a'), ['b']);
      assert.equal(headerValues(heads[0]!, 'host').length, 1);
    });

    it(`leave the caller's request id with ${shape}`, async () => {
      const own = Array.isArray(options.headers)
        ? Array.isArray(options.headers[0])
          ? [...options.headers, ['X-Request-Id', 'own']]
          : [...options.headers, 'X-Request-Id', 'own']
        : { ...options.headers, 'X-Request-Id': 'own' };
      await finished(http.get(origin, { ...options, headers: own as http.OutgoingHttpHeaders }));
      await traced.take(1);
      assert.deepEqual(headerValues(heads[0]!, 'x-request-id'), ['own']);
    });
  }

  const copied = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;

  it('replace the trace context that a proxy copied from its own request', async () => {
    for (const headers of [{ Traceparent: copied, Host: 'h' }, ['Traceparent', copied, 'Host', 'h']]) {
      heads.length = 0;
      await inParent((parent) => {
        parent.end();
        return finished(http.get(origin, { headers }));
      });
      const span = (await traced.take(2)).find(({ kind }) => kind === SpanKind.CLIENT);
      const { traceId, spanId } = span!.spanContext();
      assert.notEqual(traceId, '1'.repeat(32));
      assert.deepEqual(headerValues(heads[0]!, 'traceparent'), [`00-${traceId}-${spanId}-01`]);
    }
  });

  const carrying: Record<string, http.OutgoingHttpHeaders | readonly string[]> = {
    'an object': { Traceparent: copied, Tracestate: 'a=b', Host: 'h' },
    'a list of states': { traceparent: copied, tracestate: ['a=b', 'c=d'], Host: 'h' },
    'a flat array': ['Traceparent', copied, 'Tracestate', 'a=b', 'Host', 'h'],
    'an array of pairs': [
      ['Traceparent', copied],
      ['Tracestate', 'a=b'],
      ['Host', 'h'],
    ] as unknown as string[],
    'Expect: 100-continue': { traceparent: copied, tracestate: 'a=b', Expect: '100-continue' },
  };
  for (const [shape, headers] of Object.entries(carrying)) {
    it(`carry on the trace that comes without an active span in ${shape}`, async () => {
      await finished(http.get(origin, { headers }));
      const [span] = await traced.take(1);
      const { traceId, spanId } = span!.spanContext();
      assert.equal(traceId, '1'.repeat(32));
      assert.equal(span!.parentSpanContext?.spanId, '2'.repeat(16));
      assert.equal(span!.parentSpanContext?.isRemote, true);
      assert.deepEqual(headerValues(heads[0]!, 'traceparent'), [`00-${traceId}-${spanId}-01`]);
      const state = shape === 'a list of states' ? 'a=b,c=d' : 'a=b';
      assert.deepEqual(headerValues(heads[0]!, 'tracestate'), [state]);
    });
  }

  it('begin a trace in place of what is no valid trace context', async () => {
    const invalid = [`00-${'0'.repeat(32)}-${'2'.repeat(16)}-01`, 'x', [copied, copied]];
    for (const traceparent of invalid) {
      heads.length = 0;
      await finished(http.get(origin, { headers: { traceparent } }));
      const [span] = await traced.take(1);
      const { traceId, spanId } = span!.spanContext();
      assert.equal(span!.parentSpanContext, undefined);
      assert.deepEqual(headerValues(heads[0]!, 'traceparent'), [`00-${traceId}-${spanId}-01`]);
    }
  });

  it('leave the headers object of the app alone', async () => {
    const headers = Object.freeze({ a: 'b' });
    await finished(http.get(origin, { headers }));
    await traced.take(1);
    assert.deepEqual(headers, { a: 'b' });
  });

  it('lose against setHeader after the request was made', async () => {
    const request = http.request(origin);
    request.setHeader('X-Request-ID', 'later');
    await finished(request.end());
    await traced.take(1);
    assert.deepEqual(headerValues(heads[0]!, 'x-request-id'), ['later']);
  });

  it('come with the body of a POST unharmed', async () => {
    const bodies: string[] = [];
    const server = net.createServer((socket) => {
      socket.on('data', (chunk) => bodies.push(chunk.toString()));
      setTimeout(() => socket.end(OK), 40);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const other = (server.address() as net.AddressInfo).port;
    const request = http.request({
      port: other,
      host: '127.0.0.1',
      method: 'POST',
      headers: ['Host', 'h', 'Content-Length', '4', 'Expect', '100-continue'],
    });
    request.flushHeaders();
    await finished(request.end('body'));
    await traced.take(1);
    assert.match(bodies.join(''), /traceparent: 00-[^\r]*\r\nx-request-id: \w+\r\n\r\nbody$/);
    server.close();
  });
});

describe('listeners of a client', () => {
  it('run in the context of whoever made the request', async () => {
    const seen: Record<string, string | undefined> = {};
    const parentId = await inParent(async (parent) => {
      const done = Promise.withResolvers<void>();
      const request = http.get(origin, (response) => {
        seen.callback = activeId();
        response.on('data', () => (seen.data = activeId()));
        response.on('end', () => (seen.end = activeId()));
        response.on('close', () => (seen.responseClose = activeId()));
      });
      request.on('socket', () => (seen.socket = activeId()));
      request.on('finish', () => (seen.finish = activeId()));
      request.on('close', () => {
        seen.close = activeId();
        setImmediate(done.resolve);
      });
      await done.promise;
      parent.end();
      return parent.spanContext().spanId;
    });
    await traced.take(2);
    for (const [event, id] of Object.entries(seen)) assert.equal(id, parentId, event);
    assert.deepEqual(Object.keys(seen).length, 7);
  });

  it('and what finds and opens its connection, whose spans then stand beside that of the request', async () => {
    const seen: (string | undefined)[] = [];
    const lookup = ((_host, _options, found) => {
      seen.push(activeId());
      found(null, [{ address: '127.0.0.1', family: 4 }]);
    }) as net.LookupFunction;
    const parentId = await inParent(async (parent) => {
      const request = http.get({ host: 'shop.example', port, lookup, agent: false });
      request.on('socket', (socket) => socket.on('connect', () => seen.push(activeId())));
      await finished(request);
      parent.end();
      return parent.spanContext().spanId;
    });
    await traced.take(2);
    assert.deepEqual(seen, [parentId, parentId]);
  });

  it('do so on a kept-alive socket that another request opened, when it breaks', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const seen: [string | undefined, string][] = [];
    const failing = (path: string) =>
      inParent(async (parent) => {
        const request = http.get(`${origin}${path}`, { agent }, (response) => response.resume());
        request.on('error', () => seen.push([activeId(), parent.spanContext().spanId]));
        await closed(request);
        parent.end();
      });
    answer = (head, socket) => (head.includes('/bad') ? socket.destroy() : socket.write(OK));
    await failing('/good');
    await failing('/bad');
    await traced.take(4);
    assert.equal(seen.length, 1);
    assert.equal(seen[0]![0], seen[0]![1]);
    agent.destroy();
  });

  it('do so when somebody else aborts or destroys the request', async () => {
    answer = () => {};
    for (const end of ['abort', 'destroy'] as const) {
      await inParent(async (parent) => {
        const controller = new AbortController();
        const request = http.get(origin, { signal: controller.signal });
        const seen: (string | undefined)[] = [];
        request.on('error', () => seen.push(activeId())).on('close', () => seen.push(activeId()));
        await once(request, 'finish');
        context.with(ROOT_CONTEXT, () =>
          end === 'abort' ? controller.abort() : request.destroy(new Error('enough')),
        );
        await closed(request);
        parent.end();
        assert.deepEqual(seen, Array(2).fill(parent.spanContext().spanId), end);
      });
    }
    await traced.take(4);
  });

  it('do so when the request had to wait for a socket', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const call = () =>
      inParent(async (parent) => {
        const seen: (string | undefined)[] = [];
        await new Promise((resolve) => {
          http.get(origin, { agent }, (response) => {
            seen.push(activeId());
            response.on('data', () => seen.push(activeId())).on('end', resolve);
          });
        });
        parent.end();
        assert.deepEqual(seen, Array(2).fill(parent.spanContext().spanId));
      });
    await Promise.all([call(), call(), call()]);
    await traced.take(6);
    agent.destroy();
  });
});

describe('informational answers', () => {
  it('are heard of in the context of whoever made the request, and are no response', async () => {
    const informational = ['HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'];
    answer = (_head, socket) => socket.write(informational.join('') + OK);
    const seen: [string, string | undefined][] = [];
    const parentId = await inParent(async (parent) => {
      const request = http.request(origin, { method: 'POST', headers: { Expect: '100-continue' } });
      request.on('continue', () => {
        seen.push(['continue', activeId()]);
        request.end('body');
      });
      request.on('information', ({ statusCode }) => seen.push([String(statusCode), activeId()]));
      request.flushHeaders();
      await finished(request);
      parent.end();
      return parent.spanContext().spanId;
    });
    assert.deepEqual(
      seen.sort(),
      ['100', '103', 'continue'].map((event) => [event, parentId]),
    );
    const [span] = await traced.take(2);
    assert.equal(span!.attributes['http.response.status_code'], 200);
  });
});

describe('a response', () => {
  it('that nobody listens for is dumped by Node and ends the span', async () => {
    const request = http.request(origin).end();
    await closed(request);
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['http.response.status_code'], 200);
    assert.equal(request.listenerCount('response'), 0);
  });

  it('is an error from 400 on', async () => {
    answer = (_head, socket) => socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    await finished(http.get(origin));
    const [span] = await traced.take(1);
    assert.deepEqual(span!.status, { code: SpanStatusCode.ERROR });
    assert.equal(span!.attributes['error.type'], '404');
  });

  it('that is cut short is an error', async () => {
    answer = (_head, socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok');
    const request = http.get(origin);
    const [response] = await once(request, 'response');
    response.on('error', () => {}).resume();
    await closed(request);
    const [span] = await traced.take(1);
    assert.equal(span!.status.code, SpanStatusCode.ERROR);
    assert.equal(span!.attributes['http.response.status_code'], 200);
  });

  it('that the app stops reading is none', async () => {
    answer = (_head, socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok');
    for (const stopReading of ['request', 'response'] as const) {
      const request = http.get(origin);
      const [response] = await once(request, 'response');
      response.on('error', () => {});
      request.on('error', () => {});
      (stopReading === 'request' ? request : response).destroy();
      await closed(request);
      const [span] = await traced.take(1);
      assert.equal(span!.status.code, SpanStatusCode.UNSET, stopReading);
      assert.equal(span!.attributes['http.response.status_code'], 200);
    }
  });

  it('after 1xx is the one that counts', async () => {
    answer = (_head, socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`);
    await finished(http.get(origin));
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['http.response.status_code'], 200);
  });
});

describe('a request without a response', () => {
  it('records a refused connection', async () => {
    const request = http.get('http://127.0.0.1:1/');
    const [error] = await once(request, 'error');
    const [span] = await traced.take(1);
    assert.equal(error.code, 'ECONNREFUSED');
    assert.equal(span!.status.code, SpanStatusCode.ERROR);
    assert.match(span!.status.message!, /ECONNREFUSED/);
    assert.equal(span!.attributes['error.type'], 'Error');
    assert.equal(span!.events.length, 1);
  });

  it('records a hang-up', async () => {
    answer = (_head, socket) => socket.destroy();
    await once(http.get(origin), 'error');
    const [span] = await traced.take(1);
    assert.match(span!.status.message!, /socket hang up/);
  });

  it('records an abort by signal, before and after the socket is there', async () => {
    answer = () => {};
    for (const delay of [0, 20]) {
      const controller = new AbortController();
      const request = http.get(origin, { signal: controller.signal });
      const failed = once(request, 'error');
      if (delay === 0) controller.abort();
      else setTimeout(() => controller.abort(), delay);
      await failed;
      const [span] = await traced.take(1);
      assert.equal(span!.attributes['error.type'], 'AbortError');
    }
  });

  it('ends when the app destroys it without an error', async () => {
    answer = () => {};
    const request = http.get(origin);
    request.destroy();
    await closed(request);
    await traced.take(1);
  });

  it('does not fail by its timeout event alone', async () => {
    answer = (_head, socket) => setTimeout(() => socket.write(OK), 60);
    const request = http.get(origin, { timeout: 10 });
    await Promise.all([finished(request), once(request, 'timeout')]);
    const [span] = await traced.take(1);
    assert.equal(span!.status.code, SpanStatusCode.UNSET);
  });

  it('ends with an upgrade and with CONNECT', async () => {
    answer = (_head, socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    const upgrade = http.get(origin, { headers: { Connection: 'Upgrade', Upgrade: 'x' } });
    const [, upgraded] = await once(upgrade, 'upgrade');
    upgraded.destroy();
    answer = (_head, socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const connect = http.request(origin, { method: 'CONNECT', path: 'a.example:443' }).end();
    const [, tunnel] = await once(connect, 'connect');
    tunnel.destroy();
    const spans = await traced.take(2);
    assert.deepEqual(
      spans.map(({ name }) => name),
      ['GET', 'CONNECT'],
    );
    assert.deepEqual(
      spans.map(({ status }) => status.code),
      [SpanStatusCode.UNSET, SpanStatusCode.UNSET],
    );
    assert.deepEqual(
      spans.map(({ attributes }) => [
        attributes['http.response.status_code'],
        attributes['network.peer.port'],
        attributes['network.protocol.version'],
      ]),
      [
        [101, port, '1.1'],
        [200, port, '1.1'],
      ],
    );
  });

  it('is an error when the proxy refuses CONNECT', async () => {
    answer = (_head, socket) => socket.write('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const connect = http.request(origin, { method: 'CONNECT', path: 'a.example:443' }).end();
    const [, tunnel] = await once(connect, 'connect');
    tunnel.destroy();
    const [span] = await traced.take(1);
    assert.deepEqual(span!.status, { code: SpanStatusCode.ERROR });
    assert.equal(span!.attributes['http.response.status_code'], 407);
  });

  it('leaves an error that nobody listens for to the process', async () => {
    answer = (_head, socket) => socket.destroy();
    const request = http.get(origin);
    assert.equal(request.listenerCount('error'), 0);
    await closed(request);
    await traced.take(1);
  });

  it('is none when its arguments are wrong: nothing was requested', async () => {
    assert.throws(() => http.get('http://'), { code: 'ERR_INVALID_URL' });
    assert.throws(() => http.get('ftp://a.example'), { code: 'ERR_INVALID_PROTOCOL' });
    await traced.take(0);
  });
});

describe('suppressed tracing', () => {
  it('makes no span and injects nothing', async () => {
    await context.with(suppressTracing(ROOT_CONTEXT), () => finished(http.get(origin)));
    await traced.take(0);
    assert.deepEqual(headerValues(heads[0]!, 'traceparent'), []);
    assert.deepEqual(headerValues(heads[0]!, 'x-request-id'), []);
  });
});

describe('https', () => {
  it('is traced as http is, with its own scheme and port', async () => {
    const request = https.get({ host: '127.0.0.1', port, path: '/x', headers: ['Host', 'h'] });
    await once(request, 'error');
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['url.full'], `https://127.0.0.1:${port}/x`);
    const silent = https.request({ host: 'a.example', lookup: () => {} });
    silent.destroy();
    await closed(silent);
    const [unsent] = await traced.take(1);
    assert.equal(unsent!.attributes['server.port'], 443);
    assert.equal(unsent!.attributes['url.full'], 'https://a.example/');
  });
});

describe('a request that a server makes', () => {
  it('is a child of its SERVER span and passes the request id on', async () => {
    const server = http.createServer(async (_request, response) => {
      await finished(http.get(origin));
      response.end();
    });
    const front = await listen(server);
    await exchange(
      front,
      'GET / HTTP/1.1\r\nHost: a\r\nX-Request-ID: from-the-edge\r\nConnection: close\r\n\r\n',
    );
    const [client, parent] = await traced.take(2);
    assert.equal(client!.parentSpanContext?.spanId, parent!.spanContext().spanId);
    assert.deepEqual(headerValues(heads[0]!, 'x-request-id'), ['from-the-edge']);
    await stop(server);
  });
});
