import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { B3Propagator } from './b3.ts';
import {
  below,
  extracted,
  HALF_ID,
  injected,
  PADDED_ID,
  PARENT_ID,
  parentIn,
  SPAN_ID,
  TRACE_ID,
} from './sample-carriers.ts';
import { openDecision } from './sampling.ts';

const single = new B3Propagator();
const multi = new B3Propagator({ encoding: 'multi' });
const ids = { 'x-b3-traceid': TRACE_ID, 'x-b3-spanid': SPAN_ID };
const OURS = 'c'.repeat(16);

type Parent = [string, string, number];
const accepted: [string, object, Parent][] = [
  ['a sampled span', { b3: `${TRACE_ID}-${SPAN_ID}-1` }, [TRACE_ID, SPAN_ID, 1]],
  ['one that is not', { b3: `${TRACE_ID}-${SPAN_ID}-0` }, [TRACE_ID, SPAN_ID, 0]],
  ['debug', { b3: `${TRACE_ID}-${SPAN_ID}-d` }, [TRACE_ID, SPAN_ID, 1]],
  ['no decision', { b3: `${TRACE_ID}-${SPAN_ID}` }, [TRACE_ID, SPAN_ID, 0]],
  ['a parent', { b3: `${TRACE_ID}-${SPAN_ID}-1-${PARENT_ID}` }, [TRACE_ID, SPAN_ID, 1]],
  ['a parent without a decision', { b3: `${TRACE_ID}-${SPAN_ID}-${PARENT_ID}` }, [TRACE_ID, SPAN_ID, 0]],
  ['64 bits of trace id', { b3: `${HALF_ID}-${SPAN_ID}-1` }, [PADDED_ID, SPAN_ID, 1]],
  ['capitals', { b3: `${TRACE_ID}-${SPAN_ID}-1`.toUpperCase() }, [TRACE_ID, SPAN_ID, 1]],
  ['a list of one', { b3: [`${TRACE_ID}-${SPAN_ID}-1`] }, [TRACE_ID, SPAN_ID, 1]],
  ['many headers', { ...ids, 'x-b3-sampled': '1' }, [TRACE_ID, SPAN_ID, 1]],
  ['many, not sampled', { ...ids, 'x-b3-sampled': '0' }, [TRACE_ID, SPAN_ID, 0]],
  ['words', { ...ids, 'x-b3-sampled': 'True' }, [TRACE_ID, SPAN_ID, 1]],
  ['the other word', { ...ids, 'x-b3-sampled': 'false' }, [TRACE_ID, SPAN_ID, 0]],
  ['many without a decision', ids, [TRACE_ID, SPAN_ID, 0]],
  ['many with debug', { ...ids, 'x-b3-flags': '1' }, [TRACE_ID, SPAN_ID, 1]],
  ['flags that say nothing', { ...ids, 'x-b3-flags': '0', 'x-b3-sampled': '1' }, [TRACE_ID, SPAN_ID, 1]],
  ['many with a parent', { ...ids, 'x-b3-parentspanid': PARENT_ID }, [TRACE_ID, SPAN_ID, 0]],
  [
    'many with 64 bits and capitals',
    { ...ids, 'x-b3-traceid': HALF_ID.toUpperCase() },
    [PADDED_ID, SPAN_ID, 0],
  ],
  [
    'ids without their zeros',
    { 'x-b3-traceid': '1', 'x-b3-spanid': '2' },
    ['1'.padStart(32, '0'), '2'.padStart(16, '0'), 0],
  ],
  [
    'the single header before the many',
    { b3: `${'1'.repeat(32)}-${SPAN_ID}-1`, ...ids },
    ['1'.repeat(32), SPAN_ID, 1],
  ],
  ['the many behind a broken single one', { b3: 'x', ...ids }, [TRACE_ID, SPAN_ID, 0]],
];
for (const [name, carrier, expected] of accepted) {
  test(`extract takes ${name}`, () => {
    for (const propagator of [single, multi])
      assert.deepEqual(parentIn(extracted(propagator, carrier)), expected);
  });
}

const refused: [string, object][] = [
  ['nothing', {}],
  ['an empty header', { b3: '' }],
  ['a trace id alone', { b3: TRACE_ID }],
  ['an id of 17 digits', { b3: `0${HALF_ID}-${SPAN_ID}-1` }],
  ['an all-zero trace id', { b3: `${'0'.repeat(32)}-${SPAN_ID}-1` }],
  ['an all-zero span id', { b3: `${TRACE_ID}-${'0'.repeat(16)}-1` }],
  ['what is not hex', { b3: `${TRACE_ID.replace('0', 'g')}-${SPAN_ID}-1` }],
  ['a state that is none', { b3: `${TRACE_ID}-${SPAN_ID}-2` }],
  ['a state alone that is none', { b3: 'x' }],
  ['the name of a property', { b3: 'constructor' }],
  ['a space in front', { b3: ` ${TRACE_ID}-${SPAN_ID}-1` }],
  ['a line break behind', { b3: `${TRACE_ID}-${SPAN_ID}-1\n` }],
  ['more than a parent', { b3: `${TRACE_ID}-${SPAN_ID}-1-${PARENT_ID}-1` }],
  ['two headers as one', { b3: `${TRACE_ID}-${SPAN_ID}-1, ${TRACE_ID}-${SPAN_ID}-1` }],
  ['two headers', { b3: [`${TRACE_ID}-${SPAN_ID}-1`, `${TRACE_ID}-${SPAN_ID}-1`] }],
  ['a megabyte', { b3: '1'.repeat(1e6), 'x-b3-traceid': '1'.repeat(1e6), 'x-b3-spanid': SPAN_ID }],
  ['a number', { b3: 7 }],
  ['many without a span id', { 'x-b3-traceid': TRACE_ID, 'x-b3-sampled': '1' }],
  ['many without a trace id', { 'x-b3-spanid': SPAN_ID, 'x-b3-sampled': '1' }],
  ['two trace ids', { ...ids, 'x-b3-traceid': [TRACE_ID, TRACE_ID] }],
  ['33 digits of trace id', { ...ids, 'x-b3-traceid': `0${TRACE_ID}` }],
  ['a decision that is none', { ...ids, 'x-b3-sampled': 'yes' }],
  ['two decisions', { ...ids, 'x-b3-sampled': ['1', '0'] }],
  ['flags alone that say nothing', { 'x-b3-flags': '0' }],
];
for (const [name, carrier] of refused) {
  test(`extract refuses ${name}`, () => {
    for (const propagator of [single, multi]) {
      assert.equal(extracted(propagator, carrier), ROOT_CONTEXT);
    }
  });
}

test('a decision without a trace is left for the trace that begins', () => {
  const decisions: [object, string][] = [
    [{ b3: '0' }, 'deny'],
    [{ b3: '1' }, 'accept'],
    [{ b3: 'd' }, 'accept'],
    [{ 'x-b3-sampled': '0' }, 'deny'],
    [{ 'x-b3-sampled': '1' }, 'accept'],
    [{ 'x-b3-flags': '1' }, 'accept'],
  ];
  for (const [carrier, expected] of decisions) {
    const context = extracted(single, carrier);
    assert.equal(trace.getSpanContext(context), undefined);
    assert.equal(openDecision(context), expected);
  }
});

test('inject writes one header, or one for each part', () => {
  for (const flag of [0, 1]) {
    const context = below(ROOT_CONTEXT, flag);
    assert.deepEqual(injected(single, context), { b3: `${TRACE_ID}-${OURS}-${flag}` });
    const parts = { 'x-b3-traceid': TRACE_ID, 'x-b3-spanid': OURS, 'x-b3-sampled': String(flag) };
    assert.deepEqual(injected(multi, context), parts);
  }
});

test('inject writes no flags but sampled', () => {
  assert.deepEqual(injected(single, below(ROOT_CONTEXT, 3)), { b3: `${TRACE_ID}-${OURS}-1` });
  assert.deepEqual(injected(single, below(ROOT_CONTEXT, 2)), { b3: `${TRACE_ID}-${OURS}-0` });
});

test('debug goes on through the spans of its trace, in place of sampled', () => {
  for (const carrier of [{ b3: `${TRACE_ID}-${SPAN_ID}-d` }, { ...ids, 'x-b3-flags': '1' }]) {
    const context = below(extracted(single, carrier), 1);
    assert.deepEqual(injected(single, context), { b3: `${TRACE_ID}-${OURS}-d` });
    const parts = { 'x-b3-traceid': TRACE_ID, 'x-b3-spanid': OURS, 'x-b3-flags': '1' };
    assert.deepEqual(injected(multi, context), parts);
    const other = below(context, 1, 'd'.repeat(32));
    assert.deepEqual(injected(single, other), { b3: `${'d'.repeat(32)}-${OURS}-1` });
  }
});

test('a decision that nobody has made is passed on as none', () => {
  const context = extracted(single, { b3: `${TRACE_ID}-${SPAN_ID}` });
  assert.deepEqual(injected(single, context), { b3: `${TRACE_ID}-${SPAN_ID}` });
  assert.deepEqual(injected(multi, context), ids);
});

test('inject writes nothing while suppressed, and no invalid parent', () => {
  const context = extracted(single, { b3: `${TRACE_ID}-${SPAN_ID}-1` });
  const invalid = { traceId: '0'.repeat(32), spanId: SPAN_ID, traceFlags: 1 };
  for (const propagator of [single, multi]) {
    assert.deepEqual(injected(propagator, suppressTracing(context)), {});
    assert.deepEqual(injected(propagator, trace.setSpanContext(ROOT_CONTEXT, invalid)), {});
    assert.deepEqual(injected(propagator, ROOT_CONTEXT), {});
  }
});

test('fields are those that inject writes', () => {
  assert.deepEqual(single.fields(), ['b3']);
  assert.deepEqual(multi.fields(), ['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'x-b3-flags']);
});
