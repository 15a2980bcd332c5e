import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { hasOwnRequestId, noteOwnRequestId } from './own-header.ts';
import { RequestIdPropagator } from './propagator.ts';

const spanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b'.repeat(16),
  traceFlags: 1,
};

const REQUESTS: [string, unknown, boolean][] = [
  ["undici 5's text", 'accept: */*\r\nX-Request-Id: own\r\n', true],
  ['a text of other headers', 'x-request-ids: a\r\nnot-x-request-id: b\r\na: x-request-id: c\r\n', false],
  ["undici 6's list", ['accept', '*/*', 'X-Request-ID', 'own'], true],
  ['a list in which a value has the name', ['accept', 'x-request-id'], false],
  ['an object', { 'X-Request-ID': 'own' }, true],
  ['nothing', undefined, false],
];
for (const [condition, headers, isOwn] of REQUESTS) {
  test(`of ${condition} an id of the application is ${isOwn ? '' : 'not '}seen, and then the only one`, () => {
    const span = trace.wrapSpanContext(spanContext);
    noteOwnRequestId(span, { headers });
    assert.equal(hasOwnRequestId(span), isOwn);
    const carrier: Record<string, string> = {};
    new RequestIdPropagator().inject(trace.setSpan(ROOT_CONTEXT, span), carrier, defaultTextMapSetter);
    assert.equal('x-request-id' in carrier, !isOwn);
  });
}

test('requests of other spans are as before', () => {
  assert.equal(hasOwnRequestId(trace.wrapSpanContext(spanContext)), false);
  assert.equal(hasOwnRequestId(undefined), false);
});
