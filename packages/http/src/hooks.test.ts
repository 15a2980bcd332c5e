import assert from 'node:assert/strict';
import http from 'node:http';
import { after, afterEach, describe, it } from 'node:test';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { HOOKS, type HookOptions, httpHooks, type OutgoingRequest } from './hooks.ts';
import { get } from './raw-client.ts';
import { listen, stop, traceThisProcess } from './traced-process.ts';

const told: string[] = [];
let options: HookOptions = {};
/** Asked anew for each request, since a process is patched once. */
const current = new Proxy({} as HookOptions, { get: (_target, name) => options[name as keyof HookOptions] });
const headersToSpanAttributes = {
  server: { requestHeaders: ['X-Tenant'], responseHeaders: ['x-answer'] },
  client: { requestHeaders: ['x-tenant'], responseHeaders: ['X-Answer', 'x-absent'] },
};
options = { headersToSpanAttributes };
const traced = traceThisProcess({ hooks: httpHooks(current, (line) => told.push(line)) });
const server = http.createServer((_request, response) => response.setHeader('X-Answer', 'yes').end());
const port = await listen(server);
after(() => stop(server));
afterEach(() => assert.deepEqual(traced.warnings, []));

const call = (path = '/') =>
  new Promise((resolve, reject) => {
    const request = http.get({ port, path, host: '127.0.0.1', headers: { 'x-tenant': 'gold' } }, (response) =>
      response.resume().on('end', resolve),
    );
    request.on('error', reject);
  });

async function both() {
  await call('/orders?page=2');
  const spans = await traced.take(2);
  return [SpanKind.CLIENT, SpanKind.SERVER].map((kind) => spans.find((span) => span.kind === kind)!);
}

describe('hooks', () => {
  it('are none where none is set', () => {
    assert.equal(httpHooks({}, assert.fail), undefined);
    for (const name of HOOKS) assert.ok(httpHooks({ [name]: () => {} }, assert.fail), name);
  });

  it('put headers on both spans', async () => {
    options = {};
    const [client, ofServer] = await both();
    for (const span of [client, ofServer]) {
      assert.deepEqual(span!.attributes['http.request.header.x-tenant'], ['gold']);
      assert.deepEqual(span!.attributes['http.response.header.x-answer'], ['yes']);
      assert.equal(span!.attributes['http.response.header.x-absent'], undefined);
    }
  });

  it('run in their order, with the span and the messages', async () => {
    const calls: string[] = [];
    const kind = (message: object) => message.constructor.name;
    options = {
      startOutgoingSpanHook: ({ protocol, hostname, method, path, headers }) => {
        calls.push(`out ${protocol} ${hostname} ${method} ${path} ${headers['x-tenant']}`);
        return { out: 1, bad: {} } as never;
      },
      startIncomingSpanHook: (request) => ({ in: request.url }) as never,
      requestHook: (span, request) => {
        calls.push(`request ${kind(request)}`);
        span.setAttribute('seen', true);
      },
      responseHook: (_span, response) => calls.push(`response ${kind(response)}`) as never,
      applyCustomAttributesOnSpan: (span, request, response) => {
        calls.push(`end ${kind(request)} ${kind(response)} ${span.isRecording()}`);
        span.updateName('custom');
      },
    };
    const [client, ofServer] = await both();
    const outgoing = calls.filter((line) => !/Server|request IncomingMessage/.test(line));
    assert.deepEqual(outgoing, [
      'out http: 127.0.0.1 GET /orders?page=2 gold',
      'request ClientRequest',
      'response IncomingMessage',
      'end ClientRequest IncomingMessage true',
    ]);
    assert.deepEqual(
      calls.filter((line) => !outgoing.includes(line)),
      ['request IncomingMessage', 'response ServerResponse', 'end IncomingMessage ServerResponse true'],
    );
    assert.deepEqual([client!.name, ofServer!.name], ['custom', 'custom']);
    assert.deepEqual([client!.attributes['out'], client!.attributes['bad']], [1, undefined]);
    assert.equal(ofServer!.attributes['in'], '/orders?page=2');
  });

  it('have the last word on what the span says of a request and of its response', async () => {
    options = {
      startOutgoingSpanHook: () => ({ 'http.request.method': 'START' }),
      responseHook: (span, response) => {
        if (!(response instanceof http.IncomingMessage)) return;
        assert.equal((span as unknown as ReadableSpan).attributes['http.response.status_code'], 200);
        span.setAttributes({ 'network.protocol.version': 'HOOK', 'network.peer.address': 'hidden' });
        span.setAttribute('http.response.status_code', 299);
      },
    };
    const [{ attributes }] = (await both()) as [ReadableSpan];
    assert.equal(attributes['http.request.method'], 'START');
    assert.equal(attributes['network.protocol.version'], 'HOOK');
    assert.equal(attributes['network.peer.address'], 'hidden');
    assert.equal(attributes['network.peer.port'], port);
    assert.equal(attributes['http.response.status_code'], 299);
    assert.deepEqual(told, []);
  });

  it('see the response first, and the span what the application makes of its status code afterwards', async () => {
    options = { responseHook: (span) => void span.setAttribute('network.protocol.version', 'HOOK') };
    await new Promise((resolve) => {
      http.get({ port, host: '127.0.0.1' }, (response) => {
        response.statusCode = 502;
        response.resume().on('end', resolve);
      });
    });
    const client = (await traced.take(2)).find((span) => span.kind === SpanKind.CLIENT)!;
    assert.equal(client.attributes['http.response.status_code'], 502);
    assert.equal(client.attributes['error.type'], '502');
    assert.equal(client.status.code, SpanStatusCode.ERROR);
    assert.equal(client.attributes['network.protocol.version'], 'HOOK');
  });

  it('receive the options of an outgoing request, with whatever the application put there', async () => {
    const seen: OutgoingRequest[] = [];
    options = {
      startOutgoingSpanHook: (request) => ({ seen: seen.push(request) }),
      ignoreOutgoingRequestHook: (request) => void seen.push(request) as never,
    };
    const given = { timeout: 5000, untraced: 'maybe', headers: { 'X-Tenant': 'gold' } };
    const agent = new http.Agent();
    await new Promise((resolve) => {
      http.get(`http://user:pw@127.0.0.1:${port}/a?b=c`, { ...given, agent }, (response) =>
        response.resume().on('end', resolve),
      );
    });
    await traced.take(2);
    assert.equal(seen.length, 2);
    for (const request of seen) {
      const { protocol, hostname, method, path, headers, timeout, auth } = request;
      assert.deepEqual(
        { protocol, hostname, port: request.port, method, path, headers, timeout, auth },
        {
          protocol: 'http:',
          hostname: '127.0.0.1',
          port,
          method: 'GET',
          path: '/a?b=c',
          headers: { 'X-Tenant': 'gold' },
          timeout: 5000,
          auth: 'user:pw',
        },
      );
      assert.equal(request.agent, agent);
      assert.equal((request as { untraced?: string }).untraced, 'maybe');
    }
  });

  it('receive headers by their names where they were given as a list, and what there is without any', async () => {
    const seen: unknown[] = [];
    options = { ignoreOutgoingRequestHook: ({ headers }) => void seen.push(headers) as never };
    const lists = [['Host', 'h', 'X-Tenant', 'gold'], undefined];
    for (const headers of lists) {
      await new Promise((resolve) => {
        http.get({ host: '127.0.0.1', port, headers, method: 'get' } as http.RequestOptions, (response) =>
          response.resume().on('end', resolve),
        );
      });
      await traced.take(2);
    }
    assert.deepEqual({ ...(seen[1] as object) }, { host: `127.0.0.1:${port}` });
  });

  it('that throw are told of once, and change nothing', async () => {
    options = {
      requestHook: () => assert.fail('from the app'),
      ignoreOutgoingRequestHook: () => assert.fail('from the app'),
    };
    await both();
    assert.equal(told.length, 1);
    assert.match(told[0]!, /^ignoreOutgoingRequestHook failed: .*from the app; the request goes on$/);
  });

  it('hide more parameters, and only where they are asked to', async () => {
    options = { redactedQueryParams: ['page'] };
    const [client, ofServer] = await both();
    assert.match(String(client!.attributes['url.full']), /\/orders\?page=REDACTED$/);
    assert.equal(ofServer!.attributes['url.query'], 'page=2');
  });

  it('leave out outgoing requests, which then carry nothing of ours', async () => {
    let seen: http.IncomingHttpHeaders = {};
    server.once('request', (request) => {
      seen = request.headers;
    });
    options = { ignoreOutgoingRequestHook: ({ path }) => path === '/left-out' };
    await call('/left-out');
    assert.deepEqual(
      (await traced.take(1)).map(({ kind }) => kind),
      [SpanKind.SERVER],
    );
    assert.deepEqual([seen['traceparent'], seen['x-request-id']], [undefined, undefined]);
  });

  it('leave out outgoing requests outside of a trace, on demand', async () => {
    options = { requireParentforOutgoingSpans: true };
    await call();
    await traced.take(1);
    await trace.getTracer('by hand').startActiveSpan('by hand', async (span) => {
      await call();
      span.end();
    });
    assert.equal((await traced.take(3)).filter(({ kind }) => kind === SpanKind.CLIENT).length, 1);
  });

  it('see incoming requests of other clients', async () => {
    options = { startIncomingSpanHook: () => ({ raw: true }) };
    await get(port, '/');
    assert.equal((await traced.take(1))[0]!.attributes['raw'], true);
  });
});
