import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeRequest } from '@waymark/testing';
import { readSpans } from './otlp-spans.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const attribute = (key: string) => ({ key, value: { stringValue: 'x' } });
const request = encodeRequest('traces', {
  resourceSpans: [
    {
      resource: { attributes: [attribute('service.name')] },
      scopeSpans: [
        {
          scope: { name: 'http' },
          spans: [
            { traceId, spanId: 'b7ad6b7169203331', name: 'middleware', kind: 1 },
            {
              traceId,
              spanId: 'b7ad6b7169203332',
              parentSpanId: '00f067aa0ba902b7',
              name: 'GET',
              kind: 2,
              startTimeUnixNano: 1_700_000_000_000_000_000n,
              attributes: [attribute('url.path'), attribute('url.query')],
              events: [{ name: 'log' }],
            },
          ],
        },
        { spans: [{ traceId, spanId: 'b7ad6b7169203333', name: 'GET /', kind: 3 }] },
      ],
    },
  ],
});

test('spans are read with their ids, kinds, parents, attribute keys and events', () => {
  assert.deepEqual(readSpans(request), [
    { id: 'b7ad6b7169203331', kind: 'internal', hasParent: false, attributes: new Set(), events: 0 },
    {
      id: 'b7ad6b7169203332',
      kind: 'server',
      hasParent: true,
      attributes: new Set(['url.path', 'url.query']),
      events: 1,
    },
    { id: 'b7ad6b7169203333', kind: 'client', hasParent: false, attributes: new Set(), events: 0 },
  ]);
});

test('a body that is cut short is an error, not fewer spans', () => {
  assert.throws(() => readSpans(request.subarray(0, -3)), /ends inside a field/);
});
