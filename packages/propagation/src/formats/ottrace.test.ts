import assert from 'node:assert/strict';
import { test } from 'node:test';
import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { OTTracePropagator } from './ottrace.ts';
import {
  below,
  extracted,
  HALF_ID,
  injected,
  PADDED_ID,
  parentIn,
  SPAN_ID,
  TRACE_ID,
} from './sample-carriers.ts';
import { openDecision } from './sampling.ts';

const propagator = new OTTracePropagator();
const ids = { 'ot-tracer-traceid': HALF_ID, 'ot-tracer-spanid': SPAN_ID };

const accepted: [string, object, [string, string, number]][] = [
  ['a sampled span', { ...ids, 'ot-tracer-sampled': 'true' }, [PADDED_ID, SPAN_ID, 1]],
  ['one that is not', { ...ids, 'ot-tracer-sampled': 'false' }, [PADDED_ID, SPAN_ID, 0]],
  ['digits', { ...ids, 'ot-tracer-sampled': '1' }, [PADDED_ID, SPAN_ID, 1]],
  ['no decision', ids, [PADDED_ID, SPAN_ID, 0]],
  ['a trace id of 128 bits', { ...ids, 'ot-tracer-traceid': TRACE_ID }, [TRACE_ID, SPAN_ID, 0]],
  ['capitals', { ...ids, 'ot-tracer-spanid': SPAN_ID.toUpperCase() }, [PADDED_ID, SPAN_ID, 0]],
  [
    'ids without their zeros',
    { 'ot-tracer-traceid': '1', 'ot-tracer-spanid': '2' },
    ['1'.padStart(32, '0'), '2'.padStart(16, '0'), 0],
  ],
];
for (const [name, carrier, expected] of accepted) {
  test(`extract takes ${name}`, () => {
    assert.deepEqual(parentIn(extracted(propagator, carrier)), expected);
  });
}

const refused: [string, object][] = [
  ['nothing', {}],
  ['a decision alone', { 'ot-tracer-sampled': 'true' }],
  ['a trace id alone', { 'ot-tracer-traceid': HALF_ID }],
  ['a span id alone', { 'ot-tracer-spanid': SPAN_ID }],
  ['an all-zero trace id', { ...ids, 'ot-tracer-traceid': '0' }],
  ['what is not hex', { ...ids, 'ot-tracer-spanid': 'g' }],
  ['a decision that is none', { ...ids, 'ot-tracer-sampled': 'yes' }],
  ['the name of a property', { ...ids, 'ot-tracer-sampled': 'constructor' }],
  ['two trace ids', { ...ids, 'ot-tracer-traceid': `${HALF_ID}, ${HALF_ID}` }],
  ['a megabyte', { ...ids, 'ot-tracer-traceid': '1'.repeat(1e6) }],
];
for (const [name, carrier] of refused) {
  test(`extract refuses ${name}`, () => {
    assert.equal(extracted(propagator, carrier), ROOT_CONTEXT);
  });
}

test('inject writes the lower half of the trace id', () => {
  const sent = { ...ids, 'ot-tracer-spanid': 'c'.repeat(16), 'ot-tracer-sampled': 'true' };
  assert.deepEqual(injected(propagator, below(ROOT_CONTEXT, 1)), sent);
  const refusing = { ...sent, 'ot-tracer-sampled': 'false' };
  assert.deepEqual(injected(propagator, below(ROOT_CONTEXT, 0)), refusing);
  assert.deepEqual(injected(propagator, suppressTracing(below(ROOT_CONTEXT, 1))), {});
});

test('a lower half of zeros is no id, and is not written', () => {
  assert.deepEqual(injected(propagator, below(ROOT_CONTEXT, 1, `${HALF_ID}${'0'.repeat(16)}`)), {});
});

test('a missing decision is made here', () => {
  const context = extracted(propagator, ids);
  assert.equal(openDecision(context), 'defer');
  assert.deepEqual(injected(propagator, context), ids);
});

test('baggage goes through as it is, if a header may hold it', () => {
  const context = extracted(propagator, { 'ot-baggage-user': 'se ven%', 'ot-baggage-bad': 'a\nb' });
  assert.deepEqual(propagation.getBaggage(context)?.getAllEntries(), [['user', { value: 'se ven%' }]]);
  const values = { user: 'se ven%', empty: '', line: 'a\r\nx: y', foreign: 'é', edge: ' a', 'b c': '1' };
  const entries = Object.entries(values).map(([key, value]) => [key, { value }]);
  const baggage = propagation.createBaggage(Object.fromEntries(entries));
  const sent = injected(propagator, propagation.setBaggage(ROOT_CONTEXT, baggage));
  assert.deepEqual(sent, { 'ot-baggage-user': 'se ven%', 'ot-baggage-empty': '' });
});
