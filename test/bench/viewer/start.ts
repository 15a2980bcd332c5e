/** How long `waymark view` takes from the start of its process until it listens, and how large it is. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median } from '../figures/statistics.ts';
import { COMMAND } from './contenders.ts';

const TIMES = 15;

export interface Start {
  /** In milliseconds. */
  median: number;
  least: number;
  /** Of a Node.js that does nothing, from its start to its end, on this machine. */
  node: number;
}

export async function measureStart(): Promise<Start> {
  const viewer: number[] = [];
  const node: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    viewer.push(await untilListening());
    const start = performance.now();
    execFileSync(process.execPath, ['-e', '0']);
    node.push(performance.now() - start);
  }
  return { median: median(viewer), least: Math.min(...viewer), node: median(node) };
}

/** Until it says its address, which it does when it listens. */
async function untilListening(): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [COMMAND, 'view', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(child.stdout, 'data');
    return performance.now() - start;
  } finally {
    child.kill();
    await once(child, 'close');
  }
}

/** Of the package as it is published, in KB. */
export function packedKilobytes(): number {
  const cwd = fileURLToPath(new URL('../../../packages/viewer', import.meta.url));
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd,
    encoding: 'utf8',
  });
  return (JSON.parse(output) as { size: number }[])[0]!.size / 1024;
}
