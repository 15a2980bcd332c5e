import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  diag,
  propagation,
  ROOT_CONTEXT,
  type TextMapGetter,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { CompositePropagator } from './composite-propagator.ts';
import { JaegerPropagator } from './formats/jaeger.ts';
import { PROPAGATOR_NAMES, propagatorFor } from './propagator-for.ts';
import { requestIdOf } from './request-id/request-id.ts';

const carrier = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  baggage: 'user=7',
  'x-request-id': 'inbound',
};

const warnings: string[] = [];
function listen(): void {
  const ignore = () => {};
  const warn = (message: string) => warnings.push(message);
  diag.setLogger({ warn, error: ignore, info: ignore, debug: ignore, verbose: ignore });
}
afterEach(() => {
  warnings.length = 0;
  diag.disable();
});

function passedOn(propagator: TextMapPropagator): object {
  const sent = {};
  const context = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  propagator.inject(context, sent, defaultTextMapSetter);
  return sent;
}

test('each name brings its header through, and all together bring all', () => {
  const { traceparent, baggage, 'x-request-id': requestId } = carrier;
  assert.deepEqual(passedOn(propagatorFor(['tracecontext'])), { traceparent });
  assert.deepEqual(passedOn(propagatorFor(['baggage'])), { baggage });
  assert.deepEqual(passedOn(propagatorFor(['requestid'])), { 'x-request-id': requestId });
  assert.deepEqual(passedOn(propagatorFor(['tracecontext', 'baggage', 'requestid'])), carrier);
  assert.deepEqual(passedOn(propagatorFor(['none'])), {});
  assert.deepEqual(passedOn(propagatorFor([])), {});
});

test('fields are those of all, each once, though a name comes twice', () => {
  const names = ['tracecontext', 'baggage', 'requestid', 'tracecontext'];
  assert.deepEqual(propagatorFor(names).fields(), ['traceparent', 'tracestate', 'baggage', 'x-request-id']);
  const twice = new CompositePropagator([propagatorFor(['baggage']), propagatorFor(['baggage'])]);
  assert.deepEqual(twice.fields(), ['baggage']);
});

test('options reach the request id propagator', () => {
  const propagator = propagatorFor(['requestid'], { requestId: { trust: 'never' } });
  assert.equal(requestIdOf(propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter)), undefined);
});

test('names that are not known here are asked of the caller, in their place', () => {
  const asked: string[] = [];
  const more = (name: string) => {
    asked.push(name);
    return name === 'jaeger' ? new JaegerPropagator() : undefined;
  };
  const propagator = propagatorFor(['tracecontext', 'jaeger', 'baggage'], { more });
  assert.deepEqual(asked, ['jaeger']);
  assert.deepEqual(propagator.fields(), ['traceparent', 'tracestate', 'uber-trace-id', 'baggage']);
  const both = { ...carrier, 'uber-trace-id': '1:2:0:1' };
  const context = propagator.extract(ROOT_CONTEXT, both, defaultTextMapGetter);
  assert.equal(trace.getSpanContext(context)?.spanId, '0000000000000002');
});

test('an unknown name is left out, and the diagnostic says what there is', () => {
  listen();
  assert.deepEqual(propagatorFor(['b3', 'constructor', 'none']).fields(), []);
  assert.equal(warnings.length, 2);
  for (const name of PROPAGATOR_NAMES) assert.match(warnings[0]!, new RegExp(name));
});

test('a propagator that throws does not keep the others from their work', () => {
  listen();
  const fail = () => assert.fail('from the app');
  const failing: TextMapPropagator = { extract: fail, inject: fail, fields: () => [] };
  const propagator = new CompositePropagator([failing, propagatorFor(['tracecontext', 'baggage'])]);
  const context = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  assert.equal(trace.getSpanContext(context)?.traceFlags, 1);
  assert.equal(propagation.getBaggage(context)?.getEntry('user')?.value, '7');
  const sent = {};
  propagator.inject(context, sent, defaultTextMapSetter);
  assert.deepEqual(Object.keys(sent), ['traceparent', 'baggage']);
  assert.equal(warnings.length, 2);
});

test('a getter that throws costs a diagnostic, and the header that it threw for', () => {
  listen();
  const getter: TextMapGetter = {
    ...defaultTextMapGetter,
    get: (from, name) =>
      name === 'traceparent' ? assert.fail('from the app') : defaultTextMapGetter.get(from, name),
  };
  const context = propagatorFor(['tracecontext', 'baggage']).extract(ROOT_CONTEXT, carrier, getter);
  assert.equal(trace.getSpanContext(context), undefined);
  assert.equal(propagation.getBaggage(context)?.getEntry('user')?.value, '7');
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /traceparent/);
});
