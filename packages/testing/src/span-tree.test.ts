import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printTree } from './span-tree.ts';
import type { TestLog, TestSpan } from './telemetry.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

function span(spanId: string, over: Partial<TestSpan> & { atMs?: number }): TestSpan {
  const startMs = over.atMs ?? 0;
  return {
    traceId: TRACE,
    spanId,
    parentSpanId: undefined,
    traceState: '',
    name: 'GET',
    kind: 'INTERNAL',
    startMs,
    endMs: startMs + 2,
    durationMs: 2,
    startUnixNano: BigInt(startMs) * 1_000_000n,
    endUnixNano: BigInt(startMs + 2) * 1_000_000n,
    attributes: {},
    events: [],
    links: [],
    status: { code: 'UNSET', message: '' },
    dropped: { attributes: 0, events: 0, links: 0 },
    flags: 1,
    scope: { name: 'test', version: '' },
    service: 'shop',
    resource: {},
    ...over,
  };
}

function log(spanId: string | undefined, body: string, timeMs: number): TestLog {
  return {
    traceId: spanId && TRACE,
    spanId,
    timeMs,
    observedMs: timeMs,
    severityNumber: 9,
    severityText: 'INFO',
    body,
    attributes: { request_id: 'r-1' },
    eventName: '',
    flags: 1,
    scope: { name: 'pino', version: '' },
    service: 'shop',
    resource: {},
  };
}

const spans = [
  span('c', { parentSpanId: 'b', kind: 'SERVER', service: 'stock', atMs: 3, attributes: { port: 3000 } }),
  span('b', { parentSpanId: 'a', kind: 'CLIENT', atMs: 2, links: [link()] }),
  span('a', {
    name: 'GET /orders/:id',
    kind: 'SERVER',
    atMs: 1,
    attributes: { 'http.route': '/orders/:id', tags: ['x', 1n], hidden: true },
    status: { code: 'ERROR', message: 'out of stock' },
    events: [
      {
        name: 'exception',
        timeMs: 8,
        attributes: { 'exception.type': 'TypeError', 'exception.message': 'no' },
      },
      { name: 'log', timeMs: 4, attributes: { message: 'hello', 'log.severity': 'WARN' } },
    ],
  }),
  span('e', { parentSpanId: 'gone', name: 'late', atMs: 9 }),
  span('d', { name: 'job', service: 'cron', atMs: 20 }),
];
const logs = [log('a', 'order asked for', 2), log(undefined, 'started', 0), log('zz', 'stray', 1)];

function link() {
  return { traceId: TRACE, spanId: 'a', traceState: '', attributes: {} };
}

test('prints roots by service, children by start, orphans and loose log lines last', () => {
  const text = printTree(spans, { attributes: ['http.route', 'tags', 'request_id'], logs });
  assert.equal(
    text,
    `
cron INTERNAL job
shop SERVER GET /orders/:id [http.route=/orders/:id tags=["x","1n"]] (ERROR: out of stock)
  | INFO order asked for [request_id=r-1]
  * log WARN hello
  * exception TypeError: no
  shop CLIENT GET
    ~ link
    stock SERVER GET
(parent did not arrive)
  shop INTERNAL late
| shop INFO started [request_id=r-1] (no span)
| shop INFO stray [request_id=r-1] (span did not arrive)
`.trim(),
  );
});

test('does not depend on the order of arrival', () => {
  assert.equal(printTree(spans.toReversed(), { logs: logs.toReversed() }), printTree(spans, { logs }));
});

test('shows ids and durations, hides events and masks text when asked', () => {
  const text = printTree(spans.slice(0, 1), {
    ids: true,
    durations: true,
    events: false,
    attributes: ['port'],
    mask: [[/port=\d+/, 'port=PORT']],
  });
  assert.equal(text, '(parent did not arrive b)\n  stock SERVER GET #c [port=PORT] 2.0 ms');
});

test('shows spans that go round in a circle', () => {
  const circle = [
    span('a', { parentSpanId: 'b', name: 'hen' }),
    span('b', { parentSpanId: 'a', name: 'egg' }),
  ];
  assert.equal(
    printTree(circle),
    '(its own ancestor) shop INTERNAL egg\n(its own ancestor) shop INTERNAL hen',
  );
});

test('prints nothing for nothing', () => {
  assert.equal(printTree([]), '');
});
