/** A start that ends with what the app prints: see apps/control/reached.cjs. */

import { once } from 'node:events';
import type { Contender } from '../contenders/contenders.ts';
import type { StartFigures } from '../figures/start-figures.ts';
import { spawnApp } from './app-process.ts';
import type { Bench } from './bench.ts';
import { milliseconds } from './clock.ts';

export async function startToFirstLine(
  { node, sink }: Bench,
  file: string,
  contender: Contender,
): Promise<StartFigures> {
  // The monotonic clock is one for all processes of a machine, and so is what the app reads.
  const spawnedAt = process.hrtime.bigint();
  const child = spawnApp({ file, contender, sinkUrl: sink.url, node });
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
  if (said === undefined) throw new Error(`${file} under ${contender.name} printed '${output}'\n${errors}`);
  if (said.traced !== (contender.delivers !== 'nothing')) {
    throw new Error(`${file} under ${contender.name}: traced is ${said.traced}\n${errors}`);
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
