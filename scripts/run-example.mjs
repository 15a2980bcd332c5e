// Sets up what is missing, then runs a program of the examples on Node 24 with our arguments.
// Plain JavaScript for Node 20, because it runs before anything is installed.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, node24, root, toolEnv } from './setup.mjs';

/** Runs `examples/<program>` to its end; its exit code becomes ours. */
export function runExample(program) {
  try {
    ensureBuilt();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  const args = ['--disable-warning=ExperimentalWarning', join(root, 'examples', program)];
  const child = spawn(node24, [...args, ...process.argv.slice(2)], {
    env: toolEnv(),
    // The channel tells the program that we are gone, however that came about.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // It stops its services in order when it is told to end; we wait for that.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  endWithNpm(child);
  child.once('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.once('close', (code) => {
    process.exitCode = code ?? 1;
  });
}

/** A signal to npm alone ends it, and the shell between us, which passes it on to nobody. */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    child.kill();
  }, 500).unref();
}
