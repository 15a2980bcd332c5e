import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sameFigures } from '../figures/same-figures.ts';
import { readmeSection, withSection } from './readme.ts';
import { type RequestResult, readResults, roundsThere, type StartResult, writeResult } from './results.ts';

const described = (scenario: string, node: string) => ({
  scenario,
  title: scenario,
  node,
  machine: 'two cores',
  at: '2026-11-26T05:00',
  contenders: { upstream: 'upstream 1.0', 'dd-trace': 'dd-trace 2.0' },
});

/** Each adds the same in every round. */
const ADDS = { bare: 0, upstream: 100, 'dd-trace': 50, waymark: 20, 'waymark full': 40 };

function requests(node: string): RequestResult {
  const samples = Object.entries(ADDS).map(([contender, adds]) => ({
    contender,
    figures: [10, 12].map((bare) => sameFigures(bare + adds)),
    allocated: [5 + adds],
  }));
  return { kind: 'requests', ...described('express', node), samples };
}

function starts(node: string): StartResult {
  const samples = Object.entries(ADDS).map(([contender, adds]) => ({
    contender,
    figures: [{ wall: 30 + adds, cpu: 30 + adds }],
  }));
  return { kind: 'starts', ...described('start-cjs', node), samples };
}

const cells = (line: string) => line.split('|').map((cell) => cell.trim());

test('there is a line for each scenario and each of ours, starts first', () => {
  const lines = readmeSection(new Map([['24', [requests('v24.1.0'), starts('v24.1.0')]]])).split('\n');
  assert.equal(
    lines[0],
    'Measured 2026-11-26 on two cores; Node 24.1.0, against upstream 1.0 and dd-trace 2.0 in the same runs, 1 to 2 rounds: `npm run bench`.',
  );
  const costs = lines.slice(4, 8).map(cells);
  assert.deepEqual(
    costs.map(([, title]) => title),
    [
      'ms to start start-cjs',
      'the same, waymark full',
      'us of CPU a request: express',
      'the same, waymark full',
    ],
  );
  assert.deepEqual(costs[2]!.slice(2, -1), [
    '2',
    '11.0',
    '100.0',
    '50.0',
    '+20.0 (20.0 to 20.0)',
    '0.200 (0.200 to 0.200)',
    '0.400 (0.400 to 0.400)',
    '0.200',
  ]);
  assert.equal(costs[0]![2], '1');
});

test('memory, allocations, throughput and latency of an application follow', () => {
  const section = readmeSection(new Map([['24', [requests('v24.1.0')]]]));
  const allocated = section.split('\n').find((line) => line.includes('allocated'))!;
  assert.deepEqual(cells(allocated).slice(2, 9), ['1', '5.0', '100.0', '50.0', '20.0', '0.200', '0.400']);
  for (const title of ['resident', 'requests a second', 'latency p99', 'event-loop delay']) {
    assert.ok(section.includes(`| ${title}`), title);
  }
});

test('results that do not belong together are no table', () => {
  const others: [RegExp, Partial<RequestResult>][] = [
    [/differ in their machine: two cores; four cores/, { machine: 'four cores' }],
    [/differ in their Node: v24.1.0; v24.2.0/, { node: 'v24.2.0' }],
    [/differ in upstream: upstream 1.0; upstream 1.1/, { contenders: { upstream: 'upstream 1.1' } }],
  ];
  for (const [complaint, other] of others) {
    const results = [starts('v24.1.0'), { ...requests('v24.1.0'), ...other }];
    assert.throws(() => readmeSection(new Map([['24', results]])), complaint);
  }
  const elsewhere = { ...requests('v22.2.0'), machine: 'four cores' };
  assert.throws(
    () =>
      readmeSection(
        new Map([
          ['22', [elsewhere]],
          ['24', [requests('v24.1.0')]],
        ]),
      ),
    /machine/,
  );
});

test('days are all named', () => {
  const later = { ...requests('v24.1.0'), at: '2026-11-28T05:00' };
  assert.match(
    readmeSection(new Map([['24', [later, starts('v24.1.0')]]])),
    /^Measured 2026-11-26 to 2026-11-28 on two cores/,
  );
});

test('other Nodes have a column each', () => {
  const section = readmeSection(
    new Map([
      ['22', [requests('v22.2.0')]],
      ['26', [requests('v26.3.0'), starts('v26.3.0')]],
    ]),
  );
  assert.match(section, /^\| Waymark adds \| Node 22.2.0, 2 rounds +\| Node 26.3.0, 1 to 2 rounds +\|$/m);
  assert.match(section, /^\| express +\| \+20.0 \(20.0 to 20.0\); of upstream 0.200 .*\| \+20.0/m);
  assert.match(section, /^\| start-cjs +\| - +\| \+20.0/m);
});

test('results are read as they were written', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-results-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const result of [requests('v24.1.0'), starts('v24.1.0'), requests('v22.2.0')])
    writeResult(result, folder);
  assert.deepEqual(
    readResults(folder),
    new Map([
      ['22', [requests('v22.2.0')]],
      ['24', [requests('v24.1.0'), starts('v24.1.0')]],
    ]),
  );
});

test('how many rounds a result has is seen before it is replaced', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-results-'));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.equal(roundsThere(requests('v24.1.0'), folder), undefined);
  writeResult(requests('v24.1.0'), folder);
  assert.equal(roundsThere(requests('v24.2.0'), folder), 2);
  assert.equal(roundsThere(requests('v22.2.0'), folder), undefined);
});

test('the README of the product has a place for it, whose neighbours stay', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../packages/node/README.md'), 'utf8');
  const written = withSection(readme, 'NEW');
  assert.match(written, /\n## What it costs\n[^#]*--readme -->\n\nNEW\n\n<!-- \/bench -->\n\n## /);
  assert.equal(withSection(written, 'NEW'), written);
  assert.throws(() => withSection('# nothing', 'NEW'), /to write into/);
});
