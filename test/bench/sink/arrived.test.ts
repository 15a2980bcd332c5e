import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arrived, countSpan, NOTHING } from './arrived.ts';
import { countDatadogSpans } from './datadog-spans.ts';
import type { OtlpSpan } from './otlp-spans.ts';

const span: OtlpSpan = { id: 'a', kind: 'server', hasParent: true, attributes: new Set(), events: 0 };

function counted(...spans: Partial<OtlpSpan>[]): Partial<Arrived> {
  const arrived = { ...NOTHING };
  const ids = new Set<string>();
  for (const more of spans) countSpan(arrived, ids, { ...span, ...more });
  return Object.fromEntries(Object.entries(arrived).filter(([, count]) => count > 0));
}

test('a server span that came twice is seen', () => {
  assert.deepEqual(counted({}, {}), { spans: 2, serverSpans: 2, distinct: 1, withParent: 2 });
});

test('attributes and events count on server spans, the text of a query on client spans', () => {
  const attributes = new Set(['url.query', 'http.route', 'db.query.text']);
  assert.deepEqual(counted({ attributes, events: 2, hasParent: false }), {
    spans: 1,
    serverSpans: 1,
    distinct: 1,
    withQuery: 1,
    withRoute: 1,
    withEvent: 1,
    events: 2,
  });
  assert.deepEqual(counted({ kind: 'client', attributes }), { spans: 1, clientSpans: 1, withStatement: 1 });
  assert.deepEqual(counted({ kind: 'internal', attributes }), { spans: 1, internalSpans: 1 });
});

test("dd-trace's spans are counted by what each has", () => {
  const arrived = { ...NOTHING };
  const body = '\xa7span_id\xcf12345678\xa9span.kind\xa6server\xa7span_id\xcf12345678\xa9span.kind\xa6client';
  countDatadogSpans(arrived, Buffer.from(`${body}\xa7span_id\xcf12345678`, 'latin1'));
  assert.deepEqual(arrived, { ...NOTHING, spans: 3, serverSpans: 1, clientSpans: 1 });
});
