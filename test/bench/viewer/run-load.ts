/** Runs the load in a process of its own. */

import { fileURLToPath } from 'node:url';
import { startServerProcess } from '../../../scripts/server-process.mjs';
import type { LoadOptions, LoadResult } from './load.ts';

const LOAD = fileURLToPath(new URL('./load.ts', import.meta.url));

/** As many as a few services send at once. */
export const CONNECTIONS = 8;

/** What upstream's batch processor sends in a request. */
export const BATCH = 512;

export async function runLoad(
  options: Partial<LoadOptions> & Pick<LoadOptions, 'url' | 'wire'>,
): Promise<LoadResult> {
  const whole: LoadOptions = { batch: BATCH, connections: CONNECTIONS, firstOrder: 0, ...options };
  const load = startServerProcess('the load', {
    command: process.execPath,
    args: [LOAD, JSON.stringify(whole)],
  });
  const { code } = await load.exited;
  if (code !== 0) throw new Error(`the load ended with code ${code}:\n${load.output()}`);
  return JSON.parse(load.output().trim().split('\n').at(-1)!);
}
