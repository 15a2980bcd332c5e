import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { registerPath } from '@waymark/testing';
import { overBudget, requestShares, startupShares, wantedShare } from './budget.ts';
import { budgetContenders as contenders } from './contenders.ts';
import { ensurePeers } from './peers.mjs';
import { moveBenchToOtherCore } from './pinning.ts';
import { requestTable, startupTable } from './report.ts';
import { measureRequests, requestScenarios, SHORT } from './request.ts';
import { measureStartup, startupScenarios } from './startup.ts';

const skip =
  process.env['WAYMARK_BENCH'] === '1' ? false : 'takes a minute or two: set WAYMARK_BENCH=1 to run it';

describe('in the same run as upstream', () => {
  before(() => {
    if (skip) return;
    assert.ok(existsSync(registerPath), `${registerPath} is missing: npm run build`);
    ensurePeers();
    moveBenchToOtherCore();
  });

  test('an empty app starts within the budget', { skip }, async (t) => {
    const scenario = startupScenarios[0]!;
    const samples = await measureStartup(scenario, { contenders, rounds: 8 });
    t.diagnostic(`\n${startupTable(scenario, samples)}`);
    assert.equal(overBudget(startupShares(samples), wantedShare.startup), undefined);
  });

  for (const scenario of requestScenarios) {
    test(`a request costs no more CPU than the budget: ${scenario.title}`, { skip }, async (t) => {
      const samples = await measureRequests(scenario, { contenders, size: SHORT });
      t.diagnostic(`\n${requestTable(scenario, SHORT, samples)}`);
      assert.equal(overBudget(requestShares(samples), wantedShare[scenario.app]), undefined);
    });
  }
});

describe('the budget', () => {
  const found = (ours: number[]) =>
    requestShares(
      contenders.map((contender) => {
        const run = { bare: [20, 30, 40], upstream: [120, 130, 140], waymark: ours }[
          contender.name as 'bare'
        ];
        return { contender, run, best: run };
      }),
    );

  test('is kept by half of what upstream adds, and by half as much again', () => {
    assert.equal(overBudget(found([70, 80, 90]), 0.5), undefined);
    assert.equal(overBudget(found([94, 104, 114]), 0.5), undefined);
  });

  test('is not kept by more', () => {
    const message = overBudget(found([96, 106, 116]), 0.5);
    assert.match(message!, /adds 0.760 \(cheapest: 0.760\) .* wanted is 0.500, .* 0.750/);
  });

  test('is not broken by one disturbed round', () => {
    assert.equal(overBudget(found([70, 80, 300]), 0.5), undefined);
  });
});
