/** The measured process alone on core 0, everything else of the bench on core 1. */

import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

/** False where `taskset` or a second core is missing; the report then says so. */
export const canPin: boolean = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;

export function onMeasuredCore(command: string, args: string[]): [string, string[]] {
  return canPin ? ['taskset', ['-c', '0', command, ...args]] : [command, args];
}

/** For this process, all of its threads and whatever it starts from now on. */
export function moveBenchToOtherCore(): void {
  if (canPin) spawnSync('taskset', ['-a', '-c', '-p', '1', String(process.pid)]);
}
