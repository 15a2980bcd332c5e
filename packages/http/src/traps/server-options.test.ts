/** The traps of servers that need options: filters (6), durations (12) and hooks (13); the others stand in `servers.test.ts`. */
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, afterEach, describe, it } from 'node:test';
import { type Attributes, type Sampler, SamplingDecision, trace } from '@opentelemetry/api';
import { HttpDurations } from '../durations/http-durations.ts';
import { type HookOptions, httpHooks } from '../hooks.ts';
import { describeDurations } from '../metric-memory.ts';
import { exchange, get } from '../raw-client.ts';
import { listen, stop, traceThisProcess } from '../traced-process.ts';

/** Asked anew for each request, since a process is patched once. */
let options: HookOptions = {};
const hookOptions = new Proxy({} as HookOptions, { get: (_of, name) => options[name as keyof HookOptions] });
options = { headersToSpanAttributes: { server: { requestHeaders: ['x-tenant'] } } };

const asked: Attributes[] = [];
let decision = SamplingDecision.RECORD_AND_SAMPLED;
const sampler: Sampler = {
  shouldSample(_context, _traceId, _name, _kind, attributes) {
    asked.push({ ...attributes });
    return { decision };
  },
  toString: () => 'asks',
};

const told: string[] = [];
const durations = new HttpDurations('always_off');
const measured = durations.reader('delta', { name: 'test' });
const traced = traceThisProcess({
  metrics: durations,
  hooks: httpHooks(hookOptions, (line) => told.push(line)),
  ignoreIncoming: ({ url }) => url === '/ignored',
  sampler: sampler as never,
});
let handler: http.RequestListener;
const server = http.createServer((request, response) => handler(request, response));
const port = await listen(server);

after(() => stop(server));
afterEach(() => {
  assert.deepEqual(traced.warnings, []);
  assert.equal(traced.open(), 0, 'a span was left open');
  options = {};
  decision = SamplingDecision.RECORD_AND_SAMPLED;
  asked.length = 0;
});

const counted = () => describeDurations(measured());

describe('trap 6: an ignored request is suppressed whole', () => {
  it('in its listeners and what they start later, and is not measured', async () => {
    counted();
    const made: boolean[] = [];
    const make = () => {
      const span = trace.getTracer('app').startSpan('work');
      made.push(span.isRecording());
      span.end();
    };
    handler = (request, response) => {
      make();
      request.on('data', make).on('end', () => setTimeout(() => response.end(), 1));
      response.on('finish', make).on('close', make);
    };
    const head = 'POST /ignored HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc';
    await exchange(port, head, 'def');
    await traced.take(0);
    assert.ok(made.length >= 4);
    assert.deepEqual(new Set(made), new Set([false]));
    assert.deepEqual([counted(), asked], [[], []]);
  });

  it('and its keep-alive neighbour is not', async () => {
    handler = (_request, response) => response.end();
    const ask = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
    await exchange(port, ask('/ignored') + ask('/seen') + ask('/ignored', 'Connection: close\r\n'));
    const [span] = await traced.take(1);
    assert.equal(span!.attributes['url.path'], '/seen');
  });
});

describe('trap 12: every request is measured that is not ignored', () => {
  it('whatever the sampler says', async () => {
    counted();
    handler = (_request, response) => response.writeHead(503).end();
    const { NOT_RECORD, RECORD, RECORD_AND_SAMPLED } = SamplingDecision;
    for (decision of [NOT_RECORD, RECORD, RECORD_AND_SAMPLED]) await get(port);
    await traced.take(2);
    const attributes =
      'error.type="503" http.request.method="GET" http.response.status_code=503 ' +
      'network.protocol.version="1.1" url.scheme="http"';
    assert.deepEqual(counted(), [
      `MEASURED http.server.request.duration [${attributes}] x3 s ` +
        '0.005,0.01,0.025,0.05,0.075,0.1,0.25,0.5,0.75,1,2.5,5,7.5,10',
    ]);
  });

  it('an aborted one too, without a status', async () => {
    counted();
    handler = (request) => void request.socket.destroy();
    await exchange(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await traced.take(1);
    assert.match(
      counted().join(),
      /\[http\.request\.method="GET" network\.protocol\.version="1\.1" url\.scheme="http"\] x1 s/,
    );
  });
});

describe('trap 13: hooks keep their timing', () => {
  it('what startIncomingSpanHook gives, and captured headers, are there when the sampler is asked', async () => {
    options = { startIncomingSpanHook: ({ url }) => ({ given: url }) };
    handler = (_request, response) => response.end();
    await get(port, '/x', ['X-Tenant: gold']);
    await traced.take(1);
    assert.equal(asked.length, 1);
    assert.equal(asked[0]!['given'], '/x');
    assert.deepEqual(asked[0]!['http.request.header.x-tenant'], ['gold']);
    assert.equal(asked[0]!['url.path'], '/x');
  });

  it('requestHook and responseHook run before the handler, applyCustomAttributesOnSpan after its listeners', async () => {
    const order: string[] = [];
    options = {
      requestHook: () => void order.push('requestHook'),
      responseHook: (_span, response) => {
        order.push(`responseHook ${(response as http.ServerResponse).headersSent}`);
      },
      applyCustomAttributesOnSpan: (span) => void order.push(`custom ${span.isRecording()}`),
    };
    handler = (_request, response) => {
      order.push('handler');
      response.on('close', () => order.push('close')).end();
    };
    await get(port);
    await traced.take(1);
    assert.deepEqual(order, ['requestHook', 'responseHook false', 'handler', 'close', 'custom true']);
  });

  it('more parameters are hidden, bots are told, what a sampler sees already', async () => {
    options = { redactedQueryParamsServer: ['pin'], enableSyntheticSourceDetection: true };
    handler = (_request, response) => response.end();
    await get(port, '/?a=?&pin=1234&sig=x', ['User-Agent: Mozilla/5.0 (compatible; Googlebot/2.1)']);
    await traced.take(1);
    assert.equal(asked[0]!['url.query'], 'a=?&pin=REDACTED&sig=REDACTED');
    assert.equal(asked[0]!['user_agent.synthetic.type'], 'bot');
  });

  it('requireParentforIncomingSpans leaves out what brings no trace, but not its duration', async () => {
    counted();
    options = { requireParentforIncomingSpans: true };
    handler = (_request, response) => response.end();
    await get(port);
    await traced.take(0);
    await get(port, '/', ['traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01']);
    await traced.take(1);
    assert.match(counted().join(), / x2 s /);
  });

  it('a hook that throws changes neither the answer nor the span, and is told of once', async () => {
    const boom = () => assert.fail('from the app');
    options = {
      startIncomingSpanHook: boom,
      requestHook: boom,
      responseHook: boom,
      applyCustomAttributesOnSpan: boom,
    };
    handler = (_request, response) => response.end('fine');
    for (let times = 0; times < 2; times++) {
      const answered = await get(port);
      assert.deepEqual([answered.status, answered.body.includes('fine')], [200, true]);
    }
    const spans = await traced.take(2);
    assert.equal(told.length, 1);
    for (const span of spans) assert.equal(span.attributes['http.response.status_code'], 200);
  });
});
