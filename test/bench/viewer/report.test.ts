import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ingest } from './ingest.ts';
import { reportOf } from './report.ts';

const round = (perSecond: number): Ingest => ({
  spans: 1_000_000,
  perSecond,
  p50: 12,
  p99: 90.4,
  cpuPerSpan: 21.34,
  memory: 301,
  loadCpu: 0.2,
});

test('the report has a row for each, with the range of its rounds and the figures of the middle one', () => {
  const report = reportOf({
    ingest: [
      {
        title: 'ours',
        survives: true,
        rounds: [42_345, 40_100, 45_678].map(round),
        orders: { median: 3.14, most: 25 },
      },
      { title: 'theirs', survives: false, rounds: [round(11_322)] },
    ],
  });
  const rows = report.split('\n').filter((line) => line.startsWith('|'));
  const cells = rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  assert.deepEqual(cells.slice(2), [
    ['ours', '40,100 to 45,700', '21.3', '12 / 90', '301 MB', '3.1 / 25', 'all there'],
    ['theirs', '11,300', '21.3', '12 / 90', '301 MB', '-', 'gone'],
  ]);
});

test('the report leaves out what was not measured', () => {
  const report = reportOf({ ingest: [], packed: 321.4 });
  assert.match(report, /^- The package is 321 KB packed\.$/m);
  assert.doesNotMatch(report, /undefined|NaN|flooded|click/);
});
