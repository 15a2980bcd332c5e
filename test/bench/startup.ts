/** How much later an empty app starts, in alternating fresh processes. */

import { once } from 'node:events';
import { spawnApp } from './app-process.ts';
import { type Contender, orderOf } from './contenders.ts';
import { startSink } from './sink-process.ts';

export interface StartupScenario {
  title: string;
  app: string;
}

export const startupScenarios: readonly StartupScenario[] = [
  { title: 'empty app, CommonJS', app: 'empty.cjs' },
  { title: 'empty app, ESM', app: 'empty.mjs' },
];

/** One value a round, in milliseconds. */
export interface StartupSamples {
  contender: Contender;
  /** From the spawn to the app's first line. */
  wall: number[];
  /** User and system time of the process up to that line: hardly moved by a busy machine. */
  cpu: number[];
  /** From the spawn to the end of the process, which delivers what it has. */
  wholeLife: number[];
}

export interface StartupOptions {
  contenders: readonly Contender[];
  rounds: number;
  onRound?: (round: number) => void;
}

/** Rejects when an agent was not there when the app started: then there is no number. */
export async function measureStartup(
  { app }: StartupScenario,
  { contenders, rounds, onRound }: StartupOptions,
): Promise<StartupSamples[]> {
  const samples = contenders.map((contender) => ({
    contender,
    wall: [] as number[],
    cpu: [] as number[],
    wholeLife: [] as number[],
  }));
  const sink = await startSink();
  try {
    // Once unmeasured, so that nobody pays for reading a cold disk.
    for (const contender of contenders) await startOnce(app, contender, sink.url);
    for (let round = 0; round < rounds; round++) {
      for (const contender of orderOf(contenders, round)) {
        const start = await startOnce(app, contender, sink.url);
        const sample = samples.find((candidate) => candidate.contender === contender)!;
        sample.wall.push(start.wall);
        sample.cpu.push(start.cpu);
        sample.wholeLife.push(start.wholeLife);
      }
      onRound?.(round + 1);
    }
  } finally {
    sink.close();
  }
  return samples;
}

async function startOnce(app: string, contender: Contender, sinkUrl: string) {
  // The monotonic clock is one for all processes of a machine, and so is what the app reads.
  const spawnedAt = process.hrtime.bigint();
  const child = spawnApp(app, contender, sinkUrl);
  child.stdin!.end();
  let output = '';
  let errors = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exited = once(child, 'exit').then(() => process.hrtime.bigint());
  await once(child, 'close');
  const said = parseOutput(output);
  if (said === undefined) throw new Error(`${app} under ${contender.name} printed '${output}'\n${errors}`);
  if (said.traced !== (contender.delivers !== 'nothing')) {
    throw new Error(`${app} under ${contender.name}: traced is ${said.traced}\n${errors}`);
  }
  return {
    wall: milliseconds(BigInt(said.reachedAt) - spawnedAt),
    cpu: said.cpuMicros / 1000,
    wholeLife: milliseconds((await exited) - spawnedAt),
  };
}

function parseOutput(output: string): { reachedAt: string; cpuMicros: number; traced: boolean } | undefined {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds) / 1e6;
}
