import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { below, extracted, injected, parentIn, SPAN_ID, TRACE_ID } from './sample-carriers.ts';
import { openDecision } from './sampling.ts';
import { XRayPropagator } from './xray.ts';

const propagator = new XRayPropagator();
const ROOT = `Root=1-${TRACE_ID.slice(0, 8)}-${TRACE_ID.slice(8)}`;
const PARENT = `Parent=${SPAN_ID}`;
const header = (value: unknown) => ({ 'x-amzn-trace-id': value });

const accepted: [string, unknown, number][] = [
  ['a sampled segment', `${ROOT};${PARENT};Sampled=1`, 1],
  ['one that is not', `${ROOT};${PARENT};Sampled=0`, 0],
  ['no decision', `${ROOT};${PARENT}`, 0],
  ['a decision that is asked for', `${ROOT};${PARENT};Sampled=?`, 0],
  ['another order', `Sampled=1;${PARENT};${ROOT}`, 1],
  ['spaces and a semicolon at the end', ` ${ROOT} ; ${PARENT} ; Sampled = 1 ;`, 1],
  ['keys in any case', `${ROOT};${PARENT};Sampled=1`.replace('Root', 'root').replace('Parent', 'PARENT'), 1],
  ['what others add', `Self=1-a-b;${ROOT};${PARENT};Sampled=1;Lineage=25:cafe:0;Rooted=x`, 1],
  ['capitals', `${ROOT};${PARENT};Sampled=1`.replaceAll(/[0-9a-f]{16,}/g, (id) => id.toUpperCase()), 1],
];
for (const [name, value, flags] of accepted) {
  test(`extract takes ${name}`, () => {
    assert.deepEqual(parentIn(extracted(propagator, header(value))), [TRACE_ID, SPAN_ID, flags]);
  });
}

const refused: [string, unknown][] = [
  ['nothing', undefined],
  ['an empty header', ''],
  ['a root alone, as load balancers send it', ROOT],
  ['no root', `${PARENT};Sampled=1`],
  ['an all-zero root', `Root=1-${'0'.repeat(8)}-${'0'.repeat(24)};${PARENT};Sampled=1`],
  ['an all-zero parent', `${ROOT};Parent=${'0'.repeat(16)};Sampled=1`],
  ['another version', `${ROOT.replace('=1', '=2')};${PARENT};Sampled=1`],
  ['a root without its dashes', `Root=${TRACE_ID};${PARENT};Sampled=1`],
  ['a short parent', `${ROOT};Parent=1;Sampled=1`],
  ['a decision that is none', `${ROOT};${PARENT};Sampled=2`],
  ['the name of a property as a decision', `${ROOT};${PARENT};Sampled=constructor`],
  ['two roots', `${ROOT};${PARENT};Sampled=1;${ROOT}`],
  ['two headers as one', `${ROOT};${PARENT};Sampled=1, ${ROOT};${PARENT};Sampled=1`],
  ['two headers', [`${ROOT};${PARENT}`, `${ROOT};${PARENT}`]],
  ['what is not hex', `${ROOT.replace('a', 'g')};${PARENT};Sampled=1`],
  ['a kilobyte', `${ROOT};${PARENT};Sampled=1;a=${'x'.repeat(1024)}`],
  ['a megabyte of nothing', ';'.repeat(1e6)],
  ['a number', 7],
];
for (const [name, value] of refused) {
  test(`extract refuses ${name}`, () => {
    assert.equal(extracted(propagator, header(value)), ROOT_CONTEXT);
  });
}

test('inject writes what extract reads', () => {
  for (const sampled of ['0', '1', '?']) {
    const value = `${ROOT};${PARENT};Sampled=${sampled}`;
    assert.deepEqual(injected(propagator, extracted(propagator, header(value))), header(value));
  }
});

test('a decision that is asked for is made here, and then told', () => {
  const context = extracted(propagator, header(`${ROOT};${PARENT};Sampled=?`));
  assert.equal(openDecision(context), 'defer');
  const sent = injected(propagator, below(context, 1));
  assert.deepEqual(sent, header(`${ROOT};Parent=${'c'.repeat(16)};Sampled=1`));
});

test('inject writes nothing while suppressed, and without a span', () => {
  assert.deepEqual(injected(propagator, suppressTracing(below(ROOT_CONTEXT, 1))), {});
  assert.deepEqual(injected(propagator, ROOT_CONTEXT), {});
  assert.deepEqual(propagator.fields(), ['x-amzn-trace-id']);
});
