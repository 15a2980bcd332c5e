/** Signals that this process gets, and the application is meant by. */

import type { ChildProcess } from 'node:child_process';
import { isatty } from 'node:tty';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGBREAK'] as const;

/** A terminal sends them to every process in front of it: passed on, the application would get them twice. */
const BY_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGBREAK'];

/**
 * Passes signals on to `child`, and survives them, so that it is the one to decide. Gives the function that ends it and tells
 * whether somebody wanted an end.
 */
export function passSignals(child: ChildProcess): () => boolean {
  let isToldToEnd = false;
  const pass = (signal: NodeJS.Signals) => {
    isToldToEnd ||= signal !== 'SIGUSR2';
    // A look at `process.stdin` would open it, and no read of `child`, which shares it, would wait from then on.
    if (!(isatty(0) && BY_TERMINAL.includes(signal))) child.kill(signal);
  };
  const known = SIGNALS.filter((signal) => process.platform === 'win32' || signal !== 'SIGBREAK');
  for (const signal of known) process.on(signal, pass);
  return () => {
    for (const signal of known) process.off(signal, pass);
    return isToldToEnd;
  };
}

/** Resolves when somebody wants an end. Keeps the process until then. */
export async function toldToEnd(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const alive = setInterval(() => {}, 60_000);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  await promise;
  clearInterval(alive);
}
