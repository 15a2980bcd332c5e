/** What Go writes and reads; a real Jaeger is asked for the rest in test/viewer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationText, parseDuration } from './duration.ts';
import { asText } from './json-text.ts';
import { parseBoolean, parseInteger, parseTraceId } from './numbers.ts';
import { parseTime, timeText } from './time.ts';

const DURATIONS: [string, bigint][] = [
  ['0', 0n],
  ['1.5s', 1_500_000_000n],
  ['-1.5h', -5_400_000_000_000n],
  ['+5us', 5_000n],
  ['5µs', 5_000n],
  ['1h2m3s4ms5us6ns', 3_723_004_005_006n],
  ['.5m', 30_000_000_000n],
  ['1.m', 60_000_000_000n],
  ['0.0000000001s', 0n],
];
for (const [text, nanos] of DURATIONS)
  test(`a duration of ${text}`, () => assert.equal(parseDuration(text), nanos));

const WRITTEN: [bigint, string][] = [
  [0n, '0s'],
  [1n, '1ns'],
  [-1_001n, '-1.001µs'],
  [1_500_000n, '1.5ms'],
  [999_999_999n, '999.999999ms'],
  [60_000_000_000n, '1m0s'],
  [3_600_000_000_000n, '1h0m0s'],
  [3_661_000_000_001n, '1h1m1.000000001s'],
];
for (const [nanos, text] of WRITTEN)
  test(`a duration written as ${text}`, () => assert.equal(durationText(nanos), text));

test('a zone whose plus arrived as a space, as Grafana sends it', () => {
  const time = parseTime('2026-01-02T03:04:05+02:00');
  assert.equal(parseTime('2026-01-02T03:04:05 02:00'), time);
  assert.equal(timeText(time), '2026-01-02 01:04:05 +0000 UTC');
  assert.equal(
    timeText(parseTime('2026-01-02T03:04:05.000000120-00:30')),
    '2026-01-02 03:34:05.00000012 +0000 UTC',
  );
});

test('numbers', () => {
  assert.equal(parseInteger('+12'), 12n);
  assert.throws(() => parseInteger('1_000'), /parsing "1_000": invalid syntax/);
  assert.throws(() => parseInteger('9223372036854775808'), /value out of range/);
  assert.deepEqual(['1', 'T', 'false', '0'].map(parseBoolean), [true, true, false, false]);
  assert.equal(parseTraceId('ABC'), 'abc'.padStart(32, '0'));
});

test('text of values that are none of JSON, or hold one', () => {
  assert.equal(asText({ doubleValue: 'NaN' }), 'NaN');
  assert.equal(asText({ arrayValue: { values: [{ doubleValue: 'Infinity' }] } }), '');
  assert.equal(
    asText({ arrayValue: { values: [{ stringValue: '<\u2028>' }] } }),
    '["\\u003c\\u2028\\u003e"]',
  );
  const twice = ['1', '2'].map((stringValue) => ({ key: 'b', value: { stringValue } }));
  const values = [...twice, { key: 'a', value: {} }];
  assert.equal(asText({ kvlistValue: { values } }), '{"a":null,"b":"2"}');
});
