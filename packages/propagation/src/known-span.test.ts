import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Context,
  createTraceState,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { CompositePropagator } from './composite-propagator.ts';
import { injectKnown } from './known-span.ts';
import { propagatorFor } from './propagator-for.ts';
import { RequestIdPropagator } from './request-id/propagator.ts';
import { withRequestId } from './request-id/request-id.ts';
import { TraceContextPropagator } from './trace-context/propagator.ts';

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

  const marked = <P extends TextMapPropagator>(propagator: P): P => {
    const { inject } = propagator;
    propagator.inject = function (context, carrier, to) {
      inject.call(this, context, carrier, to);
      to.set(carrier, 'x-mine', 'yes');
    };
    return propagator;
  };
  class MyTraceContext extends TraceContextPropagator {}
  marked(MyTraceContext.prototype);
  class MyRequestId extends RequestIdPropagator {}
  marked(MyRequestId.prototype);
  const changed: Record<string, TextMapPropagator> = {
    'a class made from trace context': new MyTraceContext(),
    'a class made from request ids': new MyRequestId(),
    'one object': marked(new TraceContextPropagator()),
    'one among others': new CompositePropagator([new TraceContextPropagator(), new MyRequestId()]),
  };
  for (const [what, propagator] of Object.entries(changed)) {
    it(`is not taken where an app has an inject of its own: ${what}`, () => {
      const { usual, short } = both(propagator);
      assert.deepEqual(short, usual);
      assert.deepEqual(short.at(-1), ['x-mine', 'yes']);
    });
  }

  it('is taken by a class that only reads otherwise', () => {
    class Deaf extends TraceContextPropagator {
      override extract(context: Context) {
        return context;
      }
    }
    const other = { ...spanContext, spanId: '00f067aa0ba902b8' };
    assert.match(both(new Deaf(), bare, other).short[0]![1], /00f067aa0ba902b8/);
  });

  it('goes on after a propagator that throws', () => {
    const failing = { inject: () => assert.fail('from the app') } as unknown as TextMapPropagator;
    const among = propagatorFor(['failing', 'tracecontext'], { more: () => failing });
    assert.equal(both(among).short.length, 1);
  });
});
