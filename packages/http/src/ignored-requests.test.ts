import assert from 'node:assert/strict';
import http, { type IncomingMessage } from 'node:http';
import { after, afterEach, describe, it } from 'node:test';
import { context, propagation, trace } from '@opentelemetry/api';
import { requestIdOf, setRequestIdFormat } from '@waymark/propagation';
import { HEALTH_CHECKS, type IgnorePattern, ignoredRequests } from './ignored-requests.ts';
import { get, valuesOf } from './raw-client.ts';
import { listen, stop, traceThisProcess } from './traced-process.ts';

type Row = [condition: string, pattern: IgnorePattern, method: string, url: string, ignored: boolean];

const table: Row[] = [
  ['a health check', 'default', 'GET', '/healthz', true],
  ['a health check with a query', 'default', 'HEAD', '/actuator/health?a=/b', true],
  ['another method on its path', 'default', 'POST', '/ping', false],
  ['a path below it', 'default', 'GET', '/healthz/x', false],
  ['another path', 'default', 'GET', '/', false],
  ['a path, any method', '/internal', 'DELETE', '/internal', true],
  ['a path that begins like it', '/internal', 'GET', '/internals', false],
  ['the root', '/', 'GET', '/', true],
  ['the root with a query', '/', 'GET', '/?a=1', true],
  ['a glob', '/assets/*', 'GET', '/assets/css/a.css?v=1', true],
  ['a glob that ends elsewhere', '*.map', 'GET', '/a.map/b', false],
  ['a glob with signs of a RegExp', '/a.(b)*', 'GET', '/axb', false],
  ['a user agent', 'agent:kube-probe/*', 'GET', '/', true],
  ['another user agent', 'agent:curl*', 'GET', '/', false],
  ['a RegExp, again and again', /^\/v\d/g, 'GET', '/v1/x', true],
  ['a RegExp and a query', /secret/, 'GET', '/?secret', false],
  ['a function', ({ method }) => method === 'OPTIONS', 'OPTIONS', '/', true],
];

describe('ignoredRequests', () => {
  for (const [condition, pattern, method, url, ignored] of table) {
    it(`${ignored ? 'takes' : 'leaves'} ${condition}`, () => {
      const ignores = ignoredRequests([pattern], assert.fail)!;
      const request = { method, url, headers: { 'user-agent': 'kube-probe/1.33' } } as IncomingMessage;
      assert.deepEqual([ignores(request), ignores(request)], [ignored, ignored]);
    });
  }

  it('has nothing to ask without patterns', () => {
    assert.equal(ignoredRequests([], assert.fail), undefined);
  });

  it('tells once of a function that throws, and ignores nothing by it', () => {
    const lines: string[] = [];
    const fails = () => assert.fail('from the app');
    const ignores = ignoredRequests([fails], (line) => lines.push(line))!;
    const request = { url: '/', headers: {} } as IncomingMessage;
    assert.deepEqual([ignores(request), ignores(request), lines.length], [false, false, 1]);
  });

  it('lists paths once each', () => {
    assert.equal(new Set(HEALTH_CHECKS).size, HEALTH_CHECKS.length);
  });
});

describe('an ignored request', () => {
  const traced = traceThisProcess({ ignoreIncoming: ignoredRequests(['/ignored', '/other'], assert.fail) });
  let seen: IncomingMessage[] = [];
  const inner = http.createServer((request, response) => {
    seen.push(request);
    response.end();
  });
  let innerPort: number;
  let requestId: string | undefined;
  const server = http.createServer(async (_request, response) => {
    requestId = requestIdOf(context.active());
    trace.getTracer('by hand').startSpan('by hand').end();
    await fetch(`http://127.0.0.1:${innerPort}/other`);
    http.get(`http://127.0.0.1:${innerPort}/other`, (answer) => {
      answer.resume();
      propagation.inject(context.active(), {}, { set: () => assert.fail('nothing goes on') });
      answer.on('end', () => response.end());
    });
  });

  after(() => Promise.all([stop(server), stop(inner)]));
  afterEach(() => assert.deepEqual(traced.warnings, []));

  it('makes no span, nor does what it calls, and passes nothing on', async () => {
    innerPort = await listen(inner);
    const headers = ['traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'];
    const response = await get(await listen(server), '/ignored', [...headers, 'X-Request-ID: from-the-edge']);
    assert.equal(response.status, 200);
    assert.deepEqual(traced.takeAll(), []);
    assert.deepEqual(valuesOf(response, 'x-request-id'), ['from-the-edge']);
    assert.equal(requestId, 'from-the-edge');
    const added = seen.flatMap(({ headers }) =>
      Object.keys(headers).filter((name) => /trace|id$/.test(name)),
    );
    assert.deepEqual([seen.length, added], [2, []]);
  });

  it('is answered with a fresh id when it brings none, the one that its lines have', async () => {
    seen = [];
    const { port } = server.address() as { port: number };
    const first = valuesOf(await get(port, '/ignored'), 'x-request-id');
    assert.match(first[0]!, /^[0-9a-f]{32}$/);
    assert.deepEqual(first, [requestId]);
    assert.notDeepEqual(valuesOf(await get(port, '/ignored'), 'x-request-id'), first);
  });

  it('has the id of an alias, and a fresh one in the shape that all others have', async () => {
    const { port } = server.address() as { port: number };
    const idFor = async (...headers: string[]) =>
      valuesOf(await get(port, '/ignored', headers), 'x-request-id');
    assert.deepEqual(await idFor('CF-Ray: 8f2c1a2b3c4d5e6f-SJC'), ['8f2c1a2b3c4d5e6f-SJC']);
    setRequestIdFormat((ctx) => `shop-${trace.getSpanContext(ctx)?.traceId}`);
    const [id] = await idFor();
    setRequestIdFormat('trace-id');
    assert.match(id!, /^shop-[0-9a-f]{32}$/);
    assert.equal(id, requestId);
  });
});
