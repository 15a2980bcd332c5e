import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { registerPath } from '@waymark/testing';
import { bare, type Contender, upstream, waymark } from '../contenders/contenders.ts';
import type { RequestSamples } from '../figures/request-figures.ts';
import { sameFigures } from '../figures/same-figures.ts';
import { FULL as LINES, measureLines } from '../lines/lines.ts';
import { lineReport } from '../lines/report.ts';
import { type Bench, startBench } from '../measuring/bench.ts';
import { moveBenchToOtherCore } from '../measuring/pinning.ts';
import { FULL, measureRequests, scaled } from '../measuring/requests.ts';
import { measureStarts } from '../measuring/starts.ts';
import { ensurePeers } from '../peers.mjs';
import { requestReport, startReport } from '../report/report.ts';
import { nodeHttp, unsampled } from '../scenarios/requests.ts';
import { startScenarios } from '../scenarios/starts.ts';
import {
  addedMemory,
  overBudget,
  promised,
  reached,
  requestShares,
  startShares,
  WANTED_LINE_SHARES,
  WANTED_MEMORY,
  WANTED_START_SHARE,
  wantedShares,
} from './budget.ts';

const skip =
  process.env['WAYMARK_BENCH'] === '1' ? false : 'takes some minutes: set WAYMARK_BENCH=1 to run it';
const SHARE = 'of what upstream adds';
const SIZE = { ...FULL, rounds: 4, blocks: 5, blockRequests: 600, allocationRounds: 0 };

describe('in the same run as upstream', () => {
  let bench: Bench;

  before(async () => {
    if (skip) return;
    assert.ok(existsSync(registerPath), `${registerPath} is missing: npm run build`);
    ensurePeers();
    moveBenchToOtherCore();
    bench = await startBench(process.execPath);
  });
  after(() => bench?.close());

  test('an empty app starts within the budget', { skip }, async (t) => {
    const scenario = startScenarios[0]!;
    const samples = await measureStarts(bench, scenario, {
      rounds: 8,
      contenders: [bare, upstream, waymark],
    });
    t.diagnostic(`\n${startReport(scenario, samples)}`);
    assert.equal(overBudget(startShares(samples), WANTED_START_SHARE, SHARE), undefined);
  });

  test('a line of pino that is sent costs no more than the budget', { skip }, async (t) => {
    const size = { ...LINES, rounds: 3, warmUp: 30_000, blocks: 4 };
    const samples = await measureLines(bench, size);
    t.diagnostic(`\n${lineReport(size, samples)}`);
    for (const [ours, limit] of Object.entries(WANTED_LINE_SHARES))
      assert.equal(overBudget(requestShares(samples, ours), limit, SHARE), undefined, ours);
  });

  for (const { scenario, limits } of wantedShares) {
    test(`a request costs no more than the budget: ${scenario.title}`, { skip }, async (t) => {
      const isCompared = ({ name }: Contender) => ['bare', 'upstream', ...Object.keys(limits)].includes(name);
      const compared = { ...scenario, contenders: scenario.contenders.filter(isCompared) };
      const samples = await measureRequests(bench, compared, SIZE);
      t.diagnostic(`\n${requestReport(compared, scaled(SIZE, compared), samples)}`);
      for (const [ours, limit] of Object.entries(limits)) {
        assert.equal(overBudget(requestShares(samples, ours), limit, SHARE), undefined, ours);
      }
      if (scenario === nodeHttp)
        assert.equal(overBudget(addedMemory(samples), WANTED_MEMORY, 'MiB'), undefined);
    });
  }
});

describe('the budget', () => {
  const found = (ours: number[]) =>
    requestShares(
      Object.entries({ bare: [20, 30, 40], upstream: [120, 130, 140], waymark: ours }).map(
        ([contender, cpu]) => samplesOf(contender, cpu),
      ),
      'waymark',
    );

  test('is kept by half of what upstream adds, and by half as much again', () => {
    assert.equal(overBudget(found([70, 80, 90]), promised(0.5), SHARE), undefined);
    assert.equal(overBudget(found([94, 104, 114]), promised(0.5), SHARE), undefined);
  });

  test('is not kept by more', () => {
    const message = overBudget(found([96, 106, 116]), promised(0.5), SHARE);
    assert.match(message!, /adds 0.760 \(at least: 0.760\) of what upstream .* wanted is 0.500, .* 0.750/);
  });

  test('leaves less above what was reached than above a promise', () => {
    const quarter = found([49, 59, 69]);
    assert.equal(overBudget(quarter, promised(0.2), SHARE), undefined);
    assert.match(overBudget(quarter, reached(0.2), SHARE)!, /wanted is 0.200, .* 0.250/);
    const { limits } = wantedShares.find(({ scenario }) => scenario === unsampled)!;
    assert.ok(limits['waymark']!.wanted * limits['waymark']!.slack < 0.23);
  });

  test('is not broken by one disturbed round', () => {
    assert.equal(overBudget(found([70, 80, 300]), promised(0.5), SHARE), undefined);
  });

  test('is broken by memory that both estimates find', () => {
    const samples = [samplesOf('bare', [50, 60]), samplesOf('waymark', [90, 91])];
    assert.match(
      overBudget(addedMemory(samples), promised(20), 'MiB')!,
      /adds 35.500 \(at least: 40.000\) MiB/,
    );
    assert.equal(
      overBudget(addedMemory([samples[0]!, samplesOf('waymark', [75, 120])]), promised(20), 'MiB'),
      undefined,
    );
  });
});

function samplesOf(contender: string, values: number[]): RequestSamples {
  return { contender, figures: values.map(sameFigures), allocated: [] };
}
