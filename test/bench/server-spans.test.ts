import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeRequest } from '@waymark/testing';
import { readServerSpans } from './server-spans.ts';

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
            },
          ],
        },
        { spans: [{ traceId, spanId: 'b7ad6b7169203333', name: 'GET /', kind: 2 }] },
      ],
    },
  ],
});

test('server spans are read with their ids, parents and attribute keys, others are passed over', () => {
  assert.deepEqual(readServerSpans(request), [
    { id: 'b7ad6b7169203332', hasParent: true, attributes: new Set(['url.path', 'url.query']) },
    { id: 'b7ad6b7169203333', hasParent: false, attributes: new Set() },
  ]);
});

test('a body that is cut short is an error, not fewer spans', () => {
  assert.throws(() => readServerSpans(request.subarray(0, -3)), /ends inside a field/);
});
