import assert from 'node:assert/strict';
import http from 'node:http';
import { after, afterEach, describe, it } from 'node:test';
import { SpanKind, trace } from '@opentelemetry/api';
import { FETCH_HOOKS, type FetchHookOptions, fetchHooks } from './fetch-hooks.ts';
import { listen, stop, traceThisProcess } from './traced-process.ts';

const told: string[] = [];
let options: FetchHookOptions = {
  headersToSpanAttributes: { requestHeaders: ['X-Tenant'], responseHeaders: ['x-answer', 'x-absent'] },
};
/** Asked anew for each request, since a process is subscribed once. */
const current = new Proxy({} as FetchHookOptions, {
  get: (_target, name) => options[name as keyof FetchHookOptions],
});
const traced = traceThisProcess({ fetchHooks: fetchHooks(current, (line) => told.push(line)) });
let seen: http.IncomingHttpHeaders = {};
const server = http.createServer((request, response) => {
  seen = request.headers;
  response.setHeader('X-Answer', ['yes', 'indeed']).end();
});
const port = await listen(server);
after(() => stop(server));
afterEach(() => assert.deepEqual(traced.warnings, []));

async function clientSpans(path = '/', count = 2) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'x-tenant': 'gold' } });
  await response.text();
  return (await traced.take(count)).filter(({ kind }) => kind === SpanKind.CLIENT);
}

describe('hooks of fetch', () => {
  it('are none where none is set', () => {
    assert.equal(fetchHooks({}, assert.fail), undefined);
    for (const name of FETCH_HOOKS) assert.ok(fetchHooks({ [name]: () => {} }, assert.fail), name);
  });

  it('put headers on the span', async () => {
    const [span] = await clientSpans();
    assert.deepEqual(span!.attributes['http.request.header.x-tenant'], ['gold']);
    assert.deepEqual(span!.attributes['http.response.header.x-answer'], ['yes', 'indeed']);
    assert.equal(span!.attributes['http.response.header.x-absent'], undefined);
  });

  it('run with the span and the messages of undici', async () => {
    const calls: unknown[] = [];
    options = {
      startSpanHook: (request) => ({ path: (request as { path: string }).path, bad: {} }) as never,
      requestHook: (span, request) =>
        calls.push(span.isRecording(), (request as { path: string }).path) as never,
      responseHook: (span, { response }) => {
        calls.push((response as { statusCode: number }).statusCode);
        span.updateName('custom');
      },
    };
    const [span] = await clientSpans('/a');
    assert.deepEqual(calls, [true, '/a', 200]);
    assert.deepEqual(
      [span!.name, span!.attributes['path'], span!.attributes['bad']],
      ['custom', '/a', undefined],
    );
  });

  it('have the last word on what the span says of a request and of its response', async () => {
    options = {
      startSpanHook: () => ({ 'http.request.method': 'START' }),
      responseHook: (span) => void span.setAttribute('network.protocol.version', 'HOOK'),
    };
    const [span] = await clientSpans();
    assert.equal(span!.attributes['http.request.method'], 'START');
    assert.equal(span!.attributes['network.protocol.version'], 'HOOK');
  });

  it('that throw are told of once, and change nothing', async () => {
    options = {
      ignoreRequestHook: () => assert.fail('from the app'),
      requestHook: () => assert.fail('again'),
    };
    assert.equal((await clientSpans()).length, 1);
    assert.equal(told.length, 1);
    assert.match(told[0]!, /^ignoreRequestHook failed: .*from the app; the request goes on$/);
  });

  it('leave out requests, which then carry nothing of ours', async () => {
    options = { ignoreRequestHook: (request) => (request as { path: string }).path === '/left-out' };
    assert.deepEqual(await clientSpans('/left-out', 1), []);
    assert.deepEqual([seen['traceparent'], seen['x-request-id']], [undefined, undefined]);
  });

  it('leave out requests outside of a trace, on demand', async () => {
    options = { requireParentforSpans: true };
    assert.deepEqual(await clientSpans('/', 1), []);
    await trace.getTracer('by hand').startActiveSpan('by hand', async (span) => {
      span.end();
      assert.equal((await clientSpans('/', 3)).length, 1);
    });
  });
});
