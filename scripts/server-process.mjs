/**
 * A server in a process of its own that does not outlive us: started, awaited by what it prints or answers,
 * stopped by its id. Plain JavaScript for Node 20.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

const DEADLY = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** How long a server may take to end after `stop()` before it is killed. */
const STOP_MS = 5_000;
const running = new Set();

/**
 * Starts `command`. Its output is kept (the last 64 kB) and handed to `onLine`, a line at a time.
 * The result has `pid`, `output()`, `exited` (a promise of `{ code, signal }`), `waitForLine(pattern)`,
 * `waitUntil(check)` and `stop(signal)`. Whatever we die of, it is killed first; of SIGKILL, on Linux only.
 *
 * @param {string} name what to call it in errors
 * @param {{ command: string, args?: string[], env?: object, cwd?: string, uid?: number, gid?: number,
 *   onLine?: (line: string) => void }} options
 */
export function startServerProcess(name, { command, args = [], env, cwd, uid, gid, onLine }) {
  const stdio = ['ignore', 'pipe', 'pipe'];
  // A group of its own: Ctrl-C in a terminal reaches us alone, and SIGKILL reaches all that it started.
  const [program, argv] = endingWithParent(command, args);
  const child = spawn(program, argv, { env, cwd, uid, gid, stdio, detached: true });
  endsWithUs(child);
  const output = collect(child, onLine);
  let ended;
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: undefined, signal: undefined, error }));
    child.once('close', (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
  }).then((end) => {
    ended = end;
    return end;
  });

  /** Resolves when `check()` gives something truthy; rejects with the output when the process ends first. */
  async function waitUntil(check, timeoutMs = 15_000) {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const value = await check();
      if (value) return value;
      if (ended) throw new Error(`${name} ended before it was ready: ${describe(ended)}\n${output.text}`);
      if (Date.now() > until) throw new Error(`${name} was not ready in ${timeoutMs} ms\n${output.text}`);
      await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
  }

  async function stop(signal = 'SIGTERM') {
    if (ended) return ended;
    child.kill(signal);
    const late = setTimeout(() => killGroup(child), STOP_MS);
    await exited;
    clearTimeout(late);
    return ended;
  }

  return {
    pid: child.pid,
    output: () => output.text,
    exited,
    waitUntil,
    waitForLine: (pattern, timeoutMs) => waitUntil(() => pattern.exec(output.text), timeoutMs),
    stop,
  };
}

/** The kernel ends such a server when we are gone, however we went; `setpriv` becomes it, and keeps its id. */
function endingWithParent(command, args) {
  hasSetpriv ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' }).status === 0;
  return hasSetpriv ? ['setpriv', ['--pdeathsig', 'KILL', command, ...args]] : [command, args];
}

let hasSetpriv;

function describe({ code, signal, error }) {
  return error?.message ?? (signal ? `killed by ${signal}` : `exit code ${code}`);
}

function collect(child, onLine) {
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (chunk) => {
      output.text = (output.text + chunk).slice(-65_536);
      if (!onLine) return;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) onLine(line);
    });
  }
  return output;
}

/** Kills `child` and its group when this process goes before it; a signal then does what it would have done. */
export function endsWithUs(child) {
  running.add(child);
  child.once('close', () => running.delete(child));
  if (guarded) return;
  guarded = true;
  process.on('exit', killRunning);
  for (const signal of DEADLY) process.prependListener(signal, dieOf);
}

let guarded = false;

function dieOf(signal) {
  // Somebody else who listens wants an orderly end, and gets the time for it.
  if (process.listenerCount(signal) > 1) return;
  killRunning();
  process.removeListener(signal, dieOf);
  process.kill(process.pid, signal);
}

function killRunning() {
  for (const child of running) killGroup(child);
}

/** By the group that `detached` made; harmless when all of it is gone. */
function killGroup({ pid }) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: nothing of it is left, or there never was a process.
  }
}

/** Resolves at the first signal that asks us to end. */
export async function askedToStop() {
  await Promise.race(DEADLY.map((signal) => once(process, signal)));
}
