import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationTerm, durationText } from './durations.ts';
import { clockText, exactText, millisOf, timeText } from './times.ts';
import { prettyText, valueText } from './values.ts';

test('durations show three digits that count, in the largest unit that fits', () => {
  const table: [nano: number, text: string][] = [
    [0, '0 ns'],
    [900, '900 ns'],
    [12_500, '12.5 µs'],
    [1_000_000, '1 ms'],
    [340_000_000, '340 ms'],
    [999_700_000, '1 s'],
    [1_250_000_000, '1.25 s'],
    [10_000_000_000, '10 s'],
    [90_000_000_000, '1.5 min'],
    [7_200_000_000_000, '2 h'],
  ];
  for (const [nano, text] of table) assert.equal(durationText(nano), text);
});

test('a duration is written for the filter without spaces', () => {
  assert.equal(durationTerm(1_250_000_000), '1.25s');
  assert.equal(durationTerm(12_500), '12.5us');
});

test('times keep their milliseconds, and their nanoseconds where there is room', () => {
  const nano = '1790000000123456789';
  assert.equal(Math.floor(millisOf(nano)), 1_790_000_000_123);
  assert.equal(millisOf('0'), 0);
  assert.match(clockText(millisOf(nano)), /^\d\d:\d\d:20\.123$/);
  assert.match(exactText(nano), /^2026-09-2\d \d\d:\d\d:20\.123456789 [+-]\d\d:\d\d$/);
});

test('a time of another day has its day', () => {
  const nano = '1790000000123456789';
  assert.match(timeText(nano, 1_790_000_001_000), /^\d\d:/);
  assert.match(timeText(nano, 1_790_000_000_000 + 3 * 86_400_000), /^Sep 2\d/);
});

test('values are text as they are, arrays and maps JSON with every digit', () => {
  const map = {
    kvlistValue: {
      values: [
        { key: 'id', value: { intValue: '9223372036854775807' } },
        {
          key: 'tags',
          value: { arrayValue: { values: [{ stringValue: 'a"b' }, { boolValue: false }, {}] } },
        },
      ],
    },
  };
  assert.equal(valueText(map), '{"id":9223372036854775807,"tags":["a\\"b",false,null]}');
  assert.equal(valueText({ stringValue: '' }), '');
  assert.equal(valueText({ doubleValue: 1.5 }), '1.5');
  assert.equal(valueText(undefined), '');
});

test('pretty text puts members on lines, of JSON in text as well', () => {
  assert.equal(prettyText({ arrayValue: { values: [{ intValue: '1' }] } }), '[\n  1\n]');
  assert.equal(prettyText({ stringValue: '{"a":1}' }), '{\n  "a": 1\n}');
  assert.equal(prettyText({ stringValue: '{not json' }), '{not json');
});
