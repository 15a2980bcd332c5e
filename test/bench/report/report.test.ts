import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contenders, upstream, variant } from '../contenders/contenders.ts';
import { comparison, type Row } from './comparison.ts';
import { environments, variations } from './environments.ts';

const row = (values: Record<string, number[]>, more: Partial<Row> = {}): Row => ({
  title: 'CPU',
  digits: 1,
  values: new Map(Object.entries(values)),
  by: 'paired',
  hasShare: true,
  ...more,
});

/** Rounds from 20 to 40 for bare, too many for a range; the others add the same to each. */
const plus = (extra: number) => [20, 20, 20, 30, 30, 30, 40, 40, 40].map((value) => value + extra);
const values = { bare: plus(0), upstream: plus(100), 'dd-trace': plus(50), waymark: plus(10) };

test('a row has what each adds, its interval, and the shares of what upstream and dd-trace add', () => {
  assert.deepEqual(cellsOf(comparison([row(values)])), [
    ['', 'bare', 'upstream adds', 'dd-trace adds', 'waymark adds', 'of upstream', 'of dd-trace'],
    [
      'CPU',
      '30.0',
      '+100.0 [100.0, 100.0]',
      '+50.0 [50.0, 50.0]',
      '+10.0 [10.0, 10.0]',
      '0.100 [0.100, 0.100]',
      '0.200 [0.200, 0.200]',
    ],
  ]);
});

test('of few rounds a row has the range of the data, which looks different', () => {
  const few = { bare: [20, 30], upstream: [120, 130], waymark: [30, 45] };
  const [, cells] = cellsOf(comparison([row(few)]));
  assert.deepEqual(cells, [
    'CPU',
    '25.0',
    '+100.0 (100.0 to 100.0)',
    '+12.5 (10.0 to 15.0)',
    '0.125 (0.100 to 0.150)',
  ]);
});

test('minima are compared without an interval, plain values not at all', () => {
  const disturbed = { ...values, waymark: plus(10).with(-1, 900) };
  const [, least, plain] = cellsOf(
    comparison([row(disturbed, { by: 'minima' }), row(values, { by: 'plain', hasShare: false })]),
  );
  assert.deepEqual(least, ['CPU', '20.0', '+100.0', '+50.0', '+10.0', '0.100', '0.200']);
  assert.deepEqual(plain, ['CPU', '30.0', '130.0', '80.0', '40.0', '-', '-']);
});

test('what only some have been measured for is left open', () => {
  const [, cells] = cellsOf(comparison([row({ ...values, waymark: [] })]));
  assert.deepEqual(cells!.slice(4), ['-', '-', '-']);
});

test('every variable of every contender is printed', () => {
  const printed = environments(contenders);
  for (const { env } of contenders) {
    for (const [key, value] of Object.entries(env('<sink>'))) assert.ok(printed.includes(`${key}=${value}`));
  }
  assert.ok(printed.includes('NODE_ENV=production'));
});

test('what a scenario changes for a contender is printed with it', () => {
  const changed = variant(upstream, 'upstream', { OTEL_TRACES_SAMPLER: 'always_off' });
  assert.equal(variations([changed], contenders), 'upstream: `OTEL_TRACES_SAMPLER=always_off`');
  assert.equal(variations(contenders, contenders), '');
});

function cellsOf(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => !line.startsWith('| -'));
  return lines
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter((cells) => !cells[1]!.startsWith('--'));
}
