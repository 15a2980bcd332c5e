import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { propagatorFor } from '@waymark/propagation';
import { belongsToCaller } from '../client-headers.ts';
import { streamHeaders } from './client-headers.ts';
import type { Headers } from './header-list.ts';

const spanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: '00f067aa0ba902b7',
  traceFlags: 1,
};
const context = trace.setSpanContext(ROOT_CONTEXT, spanContext);
const propagator = propagatorFor(['tracecontext', 'requestid']);

function injected(headers: Headers, known?: typeof spanContext, into = context): Headers {
  streamHeaders.inject(propagator, into, headers, belongsToCaller, known);
  return headers;
}

describe('headers into a request of HTTP/2', () => {
  const given: Record<string, () => Headers> = {
    'an object': () => ({ ':path': '/' }),
    'a list': () => [':path', '/'],
    'an object with an id and an old trace': () => ({ 'X-Request-ID': 'mine', TraceParent: 'old' }),
    'a list with an id and an old trace': () => ['X-Request-ID', 'mine', 'TraceParent', 'old'],
  };
  for (const [what, make] of Object.entries(given)) {
    it(`are the same where the span is known: ${what}`, () => {
      assert.deepEqual(injected(make(), spanContext), injected(make()));
      assert.match(JSON.stringify(injected(make(), spanContext)), /00-0af7651916cd43dd8448eb211c80319c/);
    });
  }

  it('do not ask the context again for a span that is known', () => {
    assert.deepEqual(injected({}, undefined, ROOT_CONTEXT), {});
    assert.ok('traceparent' in injected({}, spanContext, ROOT_CONTEXT));
  });
});
