/**
 * Every scenario under both engines, as CommonJS and as ESM, on each Node, gives the trace that upstream's published
 * register gives on that Node, but for the differences that are declared.
 */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { installedNodes, type NodeVersion } from '@waymark/testing';
import { describeRecording } from './describe-recording.ts';
import { appliesTo, type Difference, differencesTo } from './differences.ts';
import type { ModuleSystem } from './engines.ts';
import type { Recording } from './recording.ts';
import { runScenario } from './run-scenario.ts';
import { modulesOf, type Scenario, scenarios } from './scenarios.ts';
import { closeServers, skipWithoutServers } from './servers.ts';

const NODES: readonly NodeVersion[] = ['22.15.0', '24', '26'];
const ENGINES = ['upstream', 'waymark'] as const;

const used = new Set<Difference>();

for (const node of NODES.filter((version) => installedNodes().includes(version))) {
  describe(`on Node ${node}`, { concurrency: 2 }, () => {
    for (const scenario of scenarios) {
      test(scenario.name, { skip: skipWithoutServers(scenario.needs) }, async () => {
        const systems = modulesOf(scenario);
        // CommonJS where it can be: the trace does not depend on the module system, and upstream's ESM loader is slow.
        const oracle = await runScenario(scenario, { engine: 'published', modules: systems[0]!, node });
        assert.notEqual(
          oracle.spans.length + oracle.logs.length,
          0,
          'the oracle has nothing to compare with',
        );
        for (const engine of ENGINES) {
          const expected = describeRecording(expectedOf(oracle, scenario, differencesTo[engine]));
          for (const modules of systems) await compare(scenario, engine, modules, node, expected);
        }
      });
    }
  });
}

test('no declared difference is one that no longer is', () => {
  const all = Object.values(differencesTo).flat();
  assert.deepEqual(
    all.filter((difference) => !used.has(difference)).map(({ why }) => why),
    [],
  );
});

after(closeServers);

async function compare(
  scenario: Scenario,
  engine: (typeof ENGINES)[number],
  modules: ModuleSystem,
  node: NodeVersion,
  expected: readonly string[],
): Promise<void> {
  const recording = await runScenario(scenario, { engine, modules, node });
  assert.deepEqual(
    describeRecording(recording),
    expected,
    `${scenario.name} under ${engine}, ${modules}, Node ${node}`,
  );
}

function expectedOf(oracle: Recording, scenario: Scenario, differences: readonly Difference[]): Recording {
  const expected = structuredClone(oracle);
  for (const difference of differences) {
    if (!appliesTo(difference, scenario.name)) continue;
    const before = describeRecording(expected).join('\n');
    difference.change(expected);
    if (describeRecording(expected).join('\n') !== before) used.add(difference);
  }
  return expected;
}
