import assert from 'node:assert/strict';
import http2 from 'node:http2';
import { after, afterEach, before, describe, it } from 'node:test';
import { context, SpanKind, trace } from '@opentelemetry/api';
import { requestIdOf } from '@waymark/propagation';
import { type HookOptions, httpHooks } from '../hooks.ts';
import { ignoredRequests } from '../ignored-requests.ts';
import { answerOf, ask, listen, traceHttp2 } from './test-http2.ts';

let options: HookOptions = {};
/** Asked anew for each request, since a process is patched once. */
const current = new Proxy({} as HookOptions, { get: (_target, name) => options[name as keyof HookOptions] });
options = {
  headersToSpanAttributes: {
    server: { requestHeaders: ['X-Tenant'], responseHeaders: ['x-answer', 'x-request-id'] },
    client: { requestHeaders: ['x-tenant'], responseHeaders: ['X-Answer', 'x-absent'] },
  },
};
const told: string[] = [];
const traced = traceHttp2({
  hooks: httpHooks(current, (line) => told.push(line)),
  ignoreIncoming: ignoredRequests(['/ignored', 'agent:probe/*'], assert.fail),
});

let requestId: string | undefined;
const compat = http2.createServer((request, response) => {
  requestId = requestIdOf(context.active());
  trace.getTracer('by hand').startSpan('by hand').end();
  response.setHeader('X-Answer', 'yes');
  response.end(request.url);
});
const streams = http2.createServer();
streams.on('stream', (stream) => stream.respond({ 'X-Answer': 'yes' }, { endStream: true }));
const sessions: http2.ClientHttp2Session[] = [];

before(async () => {
  for (const server of [compat, streams])
    sessions.push(http2.connect(`http://127.0.0.1:${await listen(server)}`));
});
after(() => {
  for (const session of sessions) session.destroy();
  for (const server of [compat, streams]) server.close();
});
afterEach(() => {
  assert.deepEqual(traced.warnings, []);
  options = {};
});

/** What the application's own tracer makes in `compat` is left out. */
async function both(session: http2.ClientHttp2Session) {
  await answerOf(session.request({ ':path': '/orders?page=2', 'X-Tenant': 'gold' }));
  const spans = await traced.take(session === sessions[0] ? 3 : 2);
  return [SpanKind.CLIENT, SpanKind.SERVER].map((kind) => spans.find((span) => span.kind === kind)!);
}

const kinds = ['the compatibility API', 'the stream API'] as const;

for (const [at, api] of kinds.entries()) {
  describe(`hooks of ${api}`, () => {
    it('put headers on both spans, however they are spelled', async () => {
      const [client, served] = await both(sessions[at]!);
      for (const span of [client!, served!]) {
        assert.deepEqual(span.attributes['http.request.header.x-tenant'], ['gold']);
        assert.deepEqual(span.attributes['http.response.header.x-answer'], ['yes']);
      }
      assert.equal(client!.attributes['http.response.header.x-absent'], undefined);
      const { traceId } = served!.spanContext();
      assert.deepEqual(served!.attributes['http.response.header.x-request-id'], [traceId]);
    });

    it('run in their order, with messages that tell what those of node:http do', async () => {
      const calls: string[] = [];
      options = {
        startOutgoingSpanHook: ({ protocol, hostname, method, path, headers }) => {
          calls.push(`out ${protocol} ${hostname} ${method} ${path} ${headers['x-tenant']}`);
          return { out: 1 };
        },
        startIncomingSpanHook: ({ method, url, headers, httpVersion, socket }) => {
          calls.push(`in ${method} ${url} ${headers['x-tenant']} ${httpVersion} ${socket.remoteAddress}`);
          return { in: 1 };
        },
        requestHook: (span, request) => {
          calls.push(`request ${request.method} ${'path' in request ? request.path : request.url}`);
          span.setAttribute('seen', true);
        },
        responseHook: (_span, response) => void calls.push(`response ${response.statusCode}`),
        applyCustomAttributesOnSpan: (span, request, response) => {
          calls.push(`end ${request.method} ${response.statusCode} ${span.isRecording()}`);
          span.updateName('custom');
        },
      };
      const [client, served] = await both(sessions[at]!);
      const isServers = (line: string) => /^in |\/orders\?page=2$/.test(line) && !line.startsWith('out');
      assert.equal(calls[0], 'out http: 127.0.0.1 GET /orders?page=2 gold');
      assert.deepEqual(calls.filter(isServers), [
        'request GET /orders?page=2',
        'in GET /orders?page=2 gold 2.0 127.0.0.1',
        'request GET /orders?page=2',
      ]);
      assert.deepEqual(calls.filter((line) => line.startsWith('end')).sort(), [
        'end GET 200 true',
        'end GET 200 true',
      ]);
      assert.deepEqual([client!.name, served!.name], ['custom', 'custom']);
      for (const span of [client!, served!]) assert.equal(span.attributes['seen'], true);
      assert.deepEqual([client!.attributes['out'], served!.attributes['in']], [1, 1]);
    });

    it('that throw are told of once, and change nothing', async () => {
      told.length = 0;
      options = { requestHook: () => assert.fail('from the app') };
      await both(sessions[at]!);
      assert.ok(told.length <= 1);
    });

    it('hide more parameters, and tell bots, on both sides', async () => {
      options = {
        redactedQueryParams: ['page'],
        redactedQueryParamsServer: ['page'],
        enableSyntheticSourceDetection: true,
      };
      const stream = sessions[at]!.request({ ':path': '/?a=1&page=2', 'user-agent': 'AlwaysOn/1' });
      await answerOf(stream);
      const spans = (await traced.take(at === 0 ? 3 : 2)).filter(({ kind }) => kind !== SpanKind.INTERNAL);
      for (const { attributes } of spans) {
        assert.equal(attributes['user_agent.synthetic.type'], 'test');
        assert.match(String(attributes['url.full'] ?? attributes['url.query']), /a=1&page=REDACTED$/);
      }
    });

    it('leave out outgoing requests, which then carry nothing of ours', async () => {
      options = { ignoreOutgoingRequestHook: ({ path }) => path === '/left-out' };
      let carried: unknown;
      [compat, streams][at]!.once('stream', (_stream, headers) => {
        carried = headers['traceparent'];
      });
      await answerOf(sessions[at]!.request({ ':path': '/left-out' }));
      assert.equal(
        (await traced.take(at === 0 ? 2 : 1)).filter(({ kind }) => kind === SpanKind.CLIENT).length,
        0,
      );
      assert.equal(carried, undefined);
    });

    it('leave out outgoing requests outside of a trace, on demand', async () => {
      options = { requireParentforOutgoingSpans: true };
      await answerOf(sessions[at]!.request());
      await traced.take(at === 0 ? 2 : 1);
      await trace.getTracer('by hand').startActiveSpan('parent', async (span) => {
        await answerOf(sessions[at]!.request());
        span.end();
      });
      const made = (await traced.take(at === 0 ? 4 : 3)).filter(({ kind }) => kind === SpanKind.CLIENT);
      assert.equal(made.length, 1);
    });
  });
}

describe('an ignored request over HTTP/2', () => {
  it('has no span, nor has what it does, and its id all the same', async () => {
    const { headers } = await ask(sessions[0]!, { ':path': '/ignored?x', 'x-request-id': 'from-the-edge' });
    assert.equal(headers['x-request-id'], 'from-the-edge');
    assert.equal(requestId, 'from-the-edge');
    const fresh = await ask(sessions[1]!, { ':path': '/', 'user-agent': 'probe/1' });
    assert.match(String(fresh.headers['x-request-id']), /^[0-9a-f]{32}$/);
    await traced.take(0);
  });
});

it('bear whatever an application emits as a request', () => {
  const server = http2.createServer();
  const emitted: unknown[] = [];
  server.on('request', (request) => emitted.push(request));
  for (const request of [undefined, null, {}, { stream: null }, { stream: 7 }])
    server.emit('request', request, undefined);
  assert.equal(emitted.length, 5);
});
