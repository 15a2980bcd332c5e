/** OTEL_PROPAGATORS in a real process: what comes in in one format goes out in another, in one trace. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startNode } from '@waymark/testing';

const relay = fileURLToPath(new URL('./relay.cjs', import.meta.url));
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

type Headers = Record<string, string>;

/** The headers of the outgoing calls that requests with `headers` cause, in one process. */
async function allRelayed(propagators: string, headers: Headers[], more: Record<string, string> = {}) {
  const env = {
    OTEL_PROPAGATORS: propagators,
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'none',
    ...more,
  };
  await using running = startNode(relay, { register: 'require', env });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const sent: Headers[] = [];
  for (const each of headers) {
    const response = await fetch(`http://127.0.0.1:${port}/in`, { headers: each });
    sent.push((await response.json()) as Headers);
  }
  assert.doesNotMatch(running.stderr, /OTEL_PROPAGATORS.*not valid/);
  return sent;
}

async function relayed(propagators: string, headers: Headers) {
  const [sent] = await allRelayed(propagators, [headers]);
  return sent!;
}

const formats: [string, Headers, Record<string, RegExp>][] = [
  ['b3', { b3: `${TRACE}-${SPAN}-1` }, { b3: new RegExp(`^${TRACE}-(?!${SPAN})[0-9a-f]{16}-1$`) }],
  [
    'b3',
    { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN, 'x-b3-sampled': '1' },
    { b3: new RegExp(`^${TRACE}-`) },
  ],
  [
    'b3multi',
    { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN, 'x-b3-sampled': '1' },
    { 'x-b3-traceid': new RegExp(`^${TRACE}$`), 'x-b3-spanid': /^[0-9a-f]{16}$/, 'x-b3-sampled': /^1$/ },
  ],
  [
    'jaeger',
    { 'uber-trace-id': `${TRACE}:${SPAN}:0:1`, 'uberctx-user': 'seven' },
    { 'uber-trace-id': new RegExp(`^${TRACE}:(?!${SPAN})[0-9a-f]{16}:0:01$`), 'uberctx-user': /^seven$/ },
  ],
  [
    'xray',
    { 'x-amzn-trace-id': `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=${SPAN};Sampled=1` },
    {
      'x-amzn-trace-id': new RegExp(
        `^Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=[0-9a-f]{16};Sampled=1$`,
      ),
    },
  ],
  [
    'ottrace',
    {
      'ot-tracer-traceid': TRACE,
      'ot-tracer-spanid': SPAN,
      'ot-tracer-sampled': 'true',
      'ot-baggage-user': 'se ven',
    },
    {
      'ot-tracer-traceid': new RegExp(`^${TRACE.slice(16)}$`),
      'ot-tracer-spanid': /^[0-9a-f]{16}$/,
      'ot-tracer-sampled': /^true$/,
      'ot-baggage-user': /^se ven$/,
    },
  ],
  [
    'tracecontext,b3,xray',
    { traceparent: `00-${TRACE}-${SPAN}-01` },
    { traceparent: new RegExp(`^00-${TRACE}-`), b3: new RegExp(`^${TRACE}-`), 'x-amzn-trace-id': /^Root=1-/ },
  ],
  [
    'tracecontext,b3',
    { 'x-b3-traceid': TRACE.toUpperCase(), 'x-b3-spanid': SPAN.toUpperCase(), 'x-b3-sampled': '1' },
    { traceparent: new RegExp(`^00-${TRACE}-`), b3: new RegExp(`^${TRACE}-`) },
  ],
  [
    'xray',
    {
      'x-amzn-trace-id': `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8).toUpperCase()};Parent=${SPAN};Sampled=1`,
    },
    { 'x-amzn-trace-id': new RegExp(`^Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};`) },
  ],
];
for (const [names, incoming, outgoing] of formats) {
  test(`${names} with ${Object.keys(incoming)} goes on in the same trace`, async () => {
    const sent = await relayed(names, incoming);
    for (const [name, pattern] of Object.entries(outgoing)) assert.match(sent[name] ?? '', pattern, name);
    const all = [
      'traceparent',
      'b3',
      'x-b3-traceid',
      'uber-trace-id',
      'x-amzn-trace-id',
      'ot-tracer-traceid',
    ];
    const others = all.filter((name) => !Object.hasOwn(outgoing, name) && sent[name] !== undefined);
    assert.deepEqual(others, []);
    // What X-Ray calls the root is an id of the request too, by the aliases of X-Request-ID.
    assert.equal(sent['x-request-id'], /Root=([^;]*)/.exec(incoming['x-amzn-trace-id'] ?? '')?.[1] ?? TRACE);
  });
}

test('of two parents the later format wins', async () => {
  const other = '1'.repeat(32);
  const headers = { traceparent: `00-${other}-${SPAN}-01`, b3: `${TRACE}-${SPAN}-1` };
  assert.match((await relayed('tracecontext,b3', headers)).b3 ?? '', new RegExp(`^${TRACE}-`));
  assert.match((await relayed('b3,tracecontext', headers)).b3 ?? '', new RegExp(`^${other}-`));
});

test('none passes nothing on, whatever stands beside it, but the request id', async () => {
  const sent = await relayed('b3,none', { b3: `${TRACE}-${SPAN}-1` });
  assert.deepEqual([sent.b3, sent.traceparent], [undefined, undefined]);
  assert.match(sent['x-request-id'] ?? '', /^[0-9a-f]{32}$/);
});

for (const engine of ['waymark', 'upstream']) {
  test(`${engine}: what a caller says of sampling in an older format is followed, and passed on`, async () => {
    const says = { b3: `${TRACE}-${SPAN}` };
    const incoming = [
      says,
      { b3: `${TRACE}-${SPAN}-d` },
      { b3: `${TRACE}-${SPAN}-0` },
      { b3: '0' },
      { b3: '1' },
      {},
    ];
    const told = async (sampler: string) => {
      const env = { WAYMARK_ENGINE: engine, OTEL_TRACES_SAMPLER: sampler };
      const sent = await allRelayed('b3', incoming, env);
      return sent.map(({ b3 }) => b3?.replace(TRACE, 'same').replace(/[0-9a-f]{16,}/g, 'new'));
    };
    const on = ['same-new-1', 'same-new-d', 'same-new-0', 'new-new-0', 'new-new-1', 'new-new-1'];
    assert.deepEqual(await told('parentbased_always_on'), on);
    const off = ['same-new-0', 'same-new-d', 'same-new-0', 'new-new-0', 'new-new-1', 'new-new-0'];
    assert.deepEqual(await told('parentbased_always_off'), off);
  });
}

test('a caller that speaks two formats keeps its trace state, whichever comes last', async () => {
  const headers = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'a=1', b3: `${TRACE}-${SPAN}-1` };
  for (const names of ['tracecontext,b3', 'b3,tracecontext'])
    assert.equal((await relayed(names, headers)).tracestate, 'a=1', names);
});
