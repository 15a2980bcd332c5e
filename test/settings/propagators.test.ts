/** OTEL_PROPAGATORS in a real process: what comes in in one format goes out in another, in one trace. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startNode } from '@waymark/testing';

const relay = fileURLToPath(new URL('./relay.cjs', import.meta.url));
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

/** The headers of the outgoing call that a request with `headers` causes. */
async function relayed(propagators: string, headers: Record<string, string>) {
  const env = { OTEL_PROPAGATORS: propagators, OTEL_TRACES_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'none' };
  await using running = startNode(relay, { register: 'require', env });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const response = await fetch(`http://127.0.0.1:${port}/in`, { headers });
  assert.doesNotMatch(running.stderr, /OTEL_PROPAGATORS.*not valid/);
  return (await response.json()) as Record<string, string>;
}

const formats: [string, Record<string, string>, Record<string, RegExp>][] = [
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
    const all = ['traceparent', 'b3', 'x-b3-traceid', 'uber-trace-id', 'x-amzn-trace-id'];
    const others = all.filter((name) => !Object.hasOwn(outgoing, name) && sent[name] !== undefined);
    assert.deepEqual(others, []);
    assert.equal(sent['x-request-id'], TRACE);
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
