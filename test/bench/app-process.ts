/** A fresh process of one of `apps/` under a contender, alone on the measured core. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Contender, type ModuleSystem, sharedEnv } from './contenders.ts';
import { onMeasuredCore } from './pinning.ts';

export interface ServerApp {
  port: number;
  /** User and system time of the process so far, in microseconds, all threads. */
  cpuMicros(): Promise<number>;
  /** Resolves when what was measured so far is delivered. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** How long an app may take to start or to answer, and to end before it is killed. */
const PATIENCE_MS = 20_000;
const EXIT_MS = 5_000;

/** Starts `apps/<file>` with stdin and stdout as pipes. */
export function spawnApp(
  file: string,
  contender: Contender,
  sinkUrl: string,
  extraFlags: string[] = [],
): ChildProcess {
  const modules: ModuleSystem = file.endsWith('.mjs') ? 'esm' : 'cjs';
  const args = [...extraFlags, ...contender.flags(modules), join(import.meta.dirname, 'apps', file)];
  const [command, pinnedArgs] = onMeasuredCore(process.execPath, args);
  const env = { ...sharedEnv, ...contender.env(sinkUrl) };
  return spawn(command, pinnedArgs, { env, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Starts a server app; resolves when it listens. See apps/serve.cjs for what is said on the pipes. */
export async function startServerApp(
  file: string,
  contender: Contender,
  sinkUrl: string,
  extraFlags: string[] = [],
): Promise<ServerApp> {
  const child = spawnApp(file, contender, sinkUrl, extraFlags);
  const exited = once(child, 'exit');
  const errors: string[] = [];
  child.stderr!.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  child.stdout!.setEncoding('utf8');

  async function answer(question = ''): Promise<unknown> {
    const said = once(child.stdout!, 'data', { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (question !== '') child.stdin!.write(`${question}\n`);
    const [text] = await Promise.race([
      said,
      exited.then(() =>
        Promise.reject(new Error(`${file} under ${contender.name} ended early:\n${errors.join('')}`)),
      ),
    ]);
    return JSON.parse(text);
  }

  return {
    port: (await answer()) as number,
    cpuMicros: async () => (await answer('cpu')) as number,
    flush: async () => void (await answer('flush')),
    stop: async () => {
      child.stdin!.write('exit\n');
      const late = setTimeout(() => child.kill('SIGKILL'), EXIT_MS);
      await exited;
      clearTimeout(late);
    },
  };
}
