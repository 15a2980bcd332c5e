/** Signals that this process gets, and the application is meant by. */

import type { ChildProcess } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGBREAK'] as const;

/** A terminal sends them to every process in front of it: passed on, the application would get them twice. */
const BY_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGBREAK'];

/** Passes signals on to `child`, and survives them, so that it is the one to decide. Gives the function that ends it. */
export function passSignals(child: ChildProcess): () => void {
  const pass = (signal: NodeJS.Signals) => {
    if (!(process.stdin.isTTY && BY_TERMINAL.includes(signal))) child.kill(signal);
  };
  const known = SIGNALS.filter((signal) => process.platform === 'win32' || signal !== 'SIGBREAK');
  for (const signal of known) process.on(signal, pass);
  return () => {
    for (const signal of known) process.off(signal, pass);
  };
}
