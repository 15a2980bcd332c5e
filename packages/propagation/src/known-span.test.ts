import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createTraceState,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { injectKnown } from './known-span.ts';
import { propagatorFor } from './propagator-for.ts';
import { withRequestId } from './request-id.ts';

const spanContext: SpanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: '00f067aa0ba902b7',
  traceFlags: 1,
};
const withState = { ...spanContext, traceState: createTraceState('a=b') };
const bare = trace.setSpanContext(ROOT_CONTEXT, spanContext);

const setter = {
  set: (headers: [string, string][], name: string, value: string) => void headers.push([name, value]),
};

function both(propagator: TextMapPropagator, context = bare, known = spanContext) {
  const usual: [string, string][] = [];
  propagator.inject(context, usual, setter);
  const short: [string, string][] = [];
  injectKnown(propagator, context, known, short, setter);
  return { usual, short };
}

describe('the short way into headers', () => {
  const ways: Record<string, () => ReturnType<typeof both>> = {
    'trace context': () => both(propagatorFor(['tracecontext'])),
    'trace state': () =>
      both(propagatorFor(['tracecontext']), trace.setSpanContext(ROOT_CONTEXT, withState), withState),
    'a derived request id': () => both(propagatorFor(['requestid'])),
    'an inbound request id': () =>
      both(propagatorFor(['tracecontext', 'baggage', 'requestid']), withRequestId(bare, 'inbound')),
    'a service name for those who are told': () =>
      both(propagatorFor(['requestid'], { requestId: { tell: () => true, serviceName: 'shop' } })),
    'nobody is told': () => both(propagatorFor(['requestid'], { requestId: { tell: () => false } })),
  };
  for (const [what, run] of Object.entries(ways)) {
    it(`writes what the usual one writes: ${what}`, () => {
      const { usual, short } = run();
      assert.deepEqual(short, usual);
      assert.equal(short.length > 0, what !== 'nobody is told');
    });
  }

  it('is the usual one for a propagator that knows no other, alone and among others', () => {
    const foreign: TextMapPropagator = {
      inject: (_context, carrier, { set }) => set(carrier, 'x-foreign', 'yes'),
      extract: (context) => context,
      fields: () => [],
    };
    const among = propagatorFor(['tracecontext', 'foreign'], { more: () => foreign });
    assert.deepEqual(both(foreign).short, [['x-foreign', 'yes']]);
    assert.deepEqual(both(among).short, both(among).usual);
  });

  it('goes on after a propagator that throws', () => {
    const failing = { inject: () => assert.fail('from the app') } as unknown as TextMapPropagator;
    const among = propagatorFor(['failing', 'tracecontext'], { more: () => failing });
    assert.equal(both(among).short.length, 1);
  });
});
