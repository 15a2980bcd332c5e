/** Lines of ours on stderr, each starting with `waymark: `. */

import { writeSync } from 'node:fs';

/**
 * Writes one line. `process.stderr` costs a millisecond or two to set up and its writes may be lost at exit, so the
 * main thread writes to the descriptor; a pipe that is full for the moment (EAGAIN) gets the line later.
 */
export function report(line: string): void {
  const text = `waymark: ${line}\n`;
  try {
    if (inWorker()) process.stderr.write(text);
    else writeSync(2, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') process.stderr.write(text);
    // A closed stderr must not stop the application: nothing else is left to tell it to.
  }
}

/** True in a Worker. `process.chdir` is unavailable there and says so; asking `node:worker_threads` costs 2 ms. */
export function inWorker(): boolean {
  return (process.chdir as { disabled?: boolean }).disabled === true;
}

/**
 * True for the process that a person or a process manager started: not a Worker, not a child that Node forked (`fork`,
 * `cluster`, a file of `node --test`). `node --watch` and pm2 fork the application itself, which then is the main process;
 * in its cluster mode pm2 shows nothing that is printed so early.
 */
export function isMainProcess(): boolean {
  const { NODE_TEST_CONTEXT, WATCH_REPORT_DEPENDENCIES, pm_id } = process.env;
  if (inWorker() || NODE_TEST_CONTEXT !== undefined) return false;
  return process.send === undefined || WATCH_REPORT_DEPENDENCIES !== undefined || pm_id !== undefined;
}

/** What was thrown, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
