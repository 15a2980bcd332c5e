/** Runs scenarios under every engine on every Node, and compares. */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { installedNodes, type NodeVersion } from '@waymark/testing';
import { describeRecording } from './describe-recording.ts';
import { appliesTo, type Difference, differencesTo } from './differences.ts';
import type { ModuleSystem } from './engines.ts';
import { type Recording, spansIn } from './recording.ts';
import { runScenario } from './run-scenario.ts';
import { modulesOf, type Scenario } from './scenarios.ts';
import { closeServers, skipWithoutServers } from './servers.ts';

const NODES: readonly NodeVersion[] = ['22.15.0', '24', '26'];
const ENGINES = ['upstream', 'waymark'] as const;
const ENGINES_OF_LAYERS = [...ENGINES, 'full'] as const;

/** Declares the tests. Each difference that applied is added to `used`. */
export function compareAll(scenarios: readonly Scenario[], used: Set<Difference>): void {
  for (const node of NODES.filter((version) => installedNodes().includes(version))) {
    describe(`on Node ${node}`, { concurrency: 2 }, () => {
      for (const scenario of scenarios) {
        test(scenario.name, { skip: skipWithoutServers(scenario.needs) }, () =>
          compare(scenario, node, used),
        );
      }
    });
  }
  after(closeServers);
}

async function compare(scenario: Scenario, node: NodeVersion, used: Set<Difference>): Promise<void> {
  const systems = modulesOf(scenario);
  // CommonJS where it can be: the trace does not depend on the module system, and upstream's ESM loader is slow.
  const oracle = await runScenario(scenario, { engine: 'published', modules: systems[0]!, node });
  assertSeen(oracle, scenario);
  for (const engine of scenario.layers ? ENGINES_OF_LAYERS : ENGINES) {
    const expected = describeRecording(expectedOf(oracle, scenario, differencesTo[engine], used));
    for (const modules of systems) {
      const actual = describeRecording(await runScenario(scenario, { engine, modules, node }));
      assert.deepEqual(actual, expected, titleOf(scenario, engine, modules, node));
    }
  }
}

/**
 * Of these upstream gives nothing of its own: the one keeps the context for the application's spans, the other's records
 * never reach the API of upstream's SDK.
 */
const WITHOUT_SCOPE: readonly string[] = ['lru-memoizer', 'winston'];

/** Without something of each instrumentation that it is about, a scenario would compare nothing with nothing. */
function assertSeen({ spans, logs, metrics }: Recording, { name, covers }: Scenario): void {
  assert.notEqual(spans.length + logs.length, 0, 'the oracle has nothing to compare with');
  const records = [...[...spansIn(spans)].flatMap((span) => [span, ...span.logs]), ...logs, ...metrics];
  for (const covered of covers.filter((each) => !WITHOUT_SCOPE.includes(each))) {
    const isSeen = records.some(({ scope }) => scope.endsWith(`/instrumentation-${covered}`));
    assert.ok(isSeen, `${name}: upstream's register gave nothing of ${covered}`);
  }
}

function titleOf({ name }: Scenario, engine: string, modules: ModuleSystem, node: NodeVersion): string {
  return `${name} under ${engine}, ${modules}, Node ${node}`;
}

function expectedOf(
  oracle: Recording,
  scenario: Scenario,
  differences: readonly Difference[],
  used: Set<Difference>,
): Recording {
  const expected = structuredClone(oracle);
  for (const difference of differences) {
    if (!appliesTo(difference, scenario.name)) continue;
    const before = describeRecording(expected).join('\n');
    difference.change(expected);
    if (describeRecording(expected).join('\n') !== before) used.add(difference);
  }
  return expected;
}
