import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTraceParent as parsedByUpstream } from '@opentelemetry/core';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const IDS = `${TRACE_ID}-${SPAN_ID}`;

const accepted: [string, string, number][] = [
  ['a sampled parent', `00-${IDS}-01`, 1],
  ['a parent that is not sampled', `00-${IDS}-00`, 0],
  ['the random flag of level 2', `00-${IDS}-03`, 3],
  ['flags that version 00 does not define, without them', `00-${IDS}-ff`, 3],
  ['a later version of the same length', `cc-${IDS}-01`, 1],
  ['a later version with more fields', `cc-${IDS}-01-what-the-future-will-be-like`, 1],
  ['a later version with an empty field', `cc-${IDS}-01-`, 1],
  ['of a later version the sampled flag alone', `cc-${IDS}-ff`, 1],
  ['version fe', `fe-${IDS}-01`, 1],
];

const rejected: [string, string][] = [
  ['an empty header', ''],
  ['a header that is too short', `00-${IDS}-0`],
  ['version ff', `ff-${IDS}-01`],
  ['version 00 with more fields', `00-${IDS}-01-more`],
  ['version 00 with a trailing dash', `00-${IDS}-01-`],
  ['version 00 with more digits', `00-${IDS}-011`],
  ['a later version with more digits of flags', `cc-${IDS}-011`],
  ['a later version followed by another separator', `cc-${IDS}-01.what`],
  ['joined duplicates', `00-${IDS}-01, 00-${IDS}-01`],
  ['a version that is not hex', `0x-${IDS}-01`],
  ['a version of one digit', `0-${IDS}-001`],
  ['upper-case hex', `00-${IDS.toUpperCase()}-01`],
  ['an upper-case version', `0A-${IDS}-01`],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN_ID}-01`],
  ['a span id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
  ['a trace id with another character', `00-${TRACE_ID.slice(1)}.-${SPAN_ID}-01`],
  ['a span id with another character', `00-${TRACE_ID}-${SPAN_ID.slice(1)}g-01`],
  ['flags that are not hex', `00-${IDS}-.1`],
  ['flags with a sign', `00-${IDS}-+1`],
  ['underscores for dashes', `00_${TRACE_ID}_${SPAN_ID}_01`],
  ['a leading space', ` 00-${IDS}-01`],
  ['a trailing space', `00-${IDS}-01 `],
  ['a full-width digit', `00-${TRACE_ID.slice(1)}\uff11-${SPAN_ID}-01`],
];

for (const [condition, header, traceFlags] of accepted) {
  test(`accepts ${condition}`, () => {
    assert.deepEqual(parseTraceparent(header), {
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      traceFlags,
      isRemote: true,
    });
  });
}

for (const [condition, header] of rejected) {
  test(`rejects ${condition}`, () => assert.equal(parseTraceparent(header), undefined));
}

test('what is formatted can be parsed, by us and by upstream', () => {
  for (const traceFlags of [0, 1, 2, 3, 0xff]) {
    const header = formatTraceparent({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags });
    assert.equal(header, `00-${IDS}-0${traceFlags & 3}`);
    assert.equal(parseTraceparent(header)?.traceFlags, traceFlags & 3);
    assert.equal(parsedByUpstream(header)?.traceId, TRACE_ID);
  }
});

test('what we accept, upstream accepts with the same ids, however a header is damaged', () => {
  const valid = `00-${IDS}-01`;
  const characters = ['0', 'f', 'g', 'F', '-', ' ', ''];
  for (const prefix of ['00', '01', 'ff']) {
    for (let at = 0; at < valid.length; at++) {
      for (const character of characters) {
        const header =
          prefix + valid.slice(2, Math.max(2, at)) + character + valid.slice(Math.max(2, at) + 1);
        const ours = parseTraceparent(header);
        if (ours === undefined) continue;
        const { traceId, spanId } = parsedByUpstream(header)!;
        assert.deepEqual([ours.traceId, ours.spanId], [traceId, spanId], header);
      }
    }
  }
});

test('a header of ten million characters costs no more than its first 55', () => {
  const headers = [`cc-${IDS}-01-${'a'.repeat(1e7)}`, '0'.repeat(1e7), '-'.repeat(1e7)];
  const started = performance.now();
  for (let i = 0; i < 1000; i++) for (const header of headers) parseTraceparent(header);
  assert.ok(performance.now() - started < 1000);
});
