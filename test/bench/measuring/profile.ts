/** One run under V8's CPU profiler, as a list of the functions with the most time of their own. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { RequestScenario } from '../scenarios/requests.ts';
import type { Bench } from './bench.ts';
import { startLoadedApp } from './loaded-app.ts';
import { FULL, measureOne } from './requests.ts';

const LISTED = 40;

/** The part of a `.cpuprofile` that is read here. */
interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
}

/** Runs `scenario` once under the contender called `name` and prints the list. */
export async function profileOne(bench: Bench, scenario: RequestScenario, name: string): Promise<void> {
  const { contenders } = scenario;
  const contender = contenders.find((candidate) => candidate.name === name);
  if (!contender) throw new Error(`--profile ${name}: give ${contenders.map((one) => one.name).join(', ')}`);
  const directory = mkdtempSync(join(tmpdir(), 'waymark-profile-'));
  try {
    const flags = ['--cpu-prof', `--cpu-prof-dir=${directory}`];
    const loaded = await startLoadedApp(bench, scenario, contender, flags);
    // Longer than a measured run, so that start-up is a small part of it.
    await measureOne(loaded, { ...FULL, blocks: 40 }).finally(loaded.stop);
    for (const file of readdirSync(directory)) {
      const profile = JSON.parse(readFileSync(join(directory, file), 'utf8'));
      console.log(`\n${scenario.title}, ${name}:\n${selfTimes(profile)}`);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Percent of the time that was not idle, by function, the largest first. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): string {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, label(callFrame)]));
  const times = new Map<string, number>();
  let busy = 0;
  samples.forEach((id, index) => {
    const name = names.get(id)!;
    if (name === '(idle)' || name === '(program)') return;
    busy += timeDeltas[index]!;
    times.set(name, (times.get(name) ?? 0) + timeDeltas[index]!);
  });
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, LISTED)
    .map(([name, time]) => `${((100 * time) / busy).toFixed(2).padStart(6)} %  ${name}`)
    .join('\n');
}

function label({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName || '(anonymous)';
  return url === '' ? name : `${name} ${url.startsWith('node:') ? url : basename(url)}:${lineNumber + 1}`;
}
