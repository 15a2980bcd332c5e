/** `node test/parity/show.ts <scenario> [engine] [cjs|esm] [node]`: prints what a scenario sends; without an engine, of all three. */

import type { NodeVersion } from '@waymark/testing';
import { describeRecording } from './describe-recording.ts';
import { type EngineName, engines, type ModuleSystem } from './engines.ts';
import { runScenario } from './run-scenario.ts';
import { modulesOf, scenarios } from './scenarios.ts';
import { closeServers } from './servers.ts';

const [name, engine, modules, node = '24'] = process.argv.slice(2);
const scenario = scenarios.find((one) => one.name === name);
if (scenario === undefined)
  throw new Error(`no scenario ${name}; there are ${scenarios.map((one) => one.name).join(', ')}`);
for (const each of engine === undefined ? (Object.keys(engines) as EngineName[]) : [engine as EngineName]) {
  const recording = await runScenario(scenario, {
    engine: each,
    modules: (modules as ModuleSystem | undefined) ?? modulesOf(scenario)[0]!,
    node: node as NodeVersion,
  });
  console.log(`--- ${each}\n${describeRecording(recording).join('\n')}`);
}
await closeServers();
