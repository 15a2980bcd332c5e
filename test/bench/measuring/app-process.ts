/** A fresh process of one of `apps/` under a contender, alone on the measured core. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Contender, type ModuleSystem, sharedEnv } from '../contenders/contenders.ts';
import { onMeasuredCore } from './pinning.ts';

interface AppOptions {
  /** In `apps/`, or an absolute path. */
  file: string;
  contender: Contender;
  sinkUrl: string;
  /** The executable. */
  node: string;
  /** For Node, before the contender's. */
  flags?: readonly string[];
  /** For the app. */
  argument?: string | undefined;
}

/** See apps/control/serve.cjs and readings.cjs. */
export interface ServerApp {
  port: number;
  cpu(): Promise<number>;
  flush(): Promise<void>;
  watchLoop(): Promise<void>;
  loopDelayP99(): Promise<number>;
  memory(): Promise<{ resident: number; heap: number }>;
  heapEmptied(): Promise<number>;
  heapFilled(): Promise<{ bytes: number; collections: number }>;
  /** Of lines.cjs: has it write so many lines. */
  write(lines: number): Promise<unknown>;
  /** What it wrote to stderr so far. */
  errors(): string;
  stop(): Promise<void>;
}

/** How long an app may take to start or to answer, and to end before it is killed. */
const PATIENCE_MS = 20_000;
const EXIT_MS = 5_000;

/** Starts the app with stdin, stdout and stderr as pipes. */
export function spawnApp({ file, contender, sinkUrl, node, flags = [], argument }: AppOptions): ChildProcess {
  const modules: ModuleSystem = file.endsWith('.mjs') ? 'esm' : 'cjs';
  const app = join(import.meta.dirname, '../apps');
  const args = [...flags, ...contender.flags(modules), file.startsWith('/') ? file : join(app, file)];
  if (argument !== undefined) args.push(argument);
  const [command, pinnedArgs] = onMeasuredCore(node, args);
  const env = { ...sharedEnv, ...contender.env(sinkUrl) };
  return spawn(command, pinnedArgs, { env, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Starts a server app; resolves when it listens. See apps/control/serve.cjs for what is said on the pipes. */
export async function startServerApp(options: AppOptions): Promise<ServerApp> {
  const child = spawnApp({ ...options, flags: ['--expose-gc', ...(options.flags ?? [])] });
  const exited = once(child, 'exit');
  const errors: string[] = [];
  child.stderr!.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  child.stdout!.setEncoding('utf8');

  async function ask(question: string): Promise<unknown> {
    const said = once(child.stdout!, 'data', { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (question !== '') child.stdin!.write(`${question}\n`);
    const [text] = await Promise.race([said, exited.then(() => Promise.reject(endedEarly()))]);
    return JSON.parse(text);
  }

  function endedEarly(): Error {
    return new Error(`${options.file} under ${options.contender.name} ended early:\n${errors.join('')}`);
  }

  const asked =
    <T>(question: string) =>
    () =>
      ask(question) as Promise<T>;

  return {
    port: await asked<number>('')(),
    cpu: asked('cpu'),
    flush: asked('flush'),
    watchLoop: asked('watchLoop'),
    loopDelayP99: asked('loopDelayP99'),
    memory: asked('memory'),
    heapEmptied: asked('heapEmptied'),
    heapFilled: asked('heapFilled'),
    write: (lines) => ask(`write ${lines}`),
    errors: () => errors.join(''),
    stop: async () => {
      child.stdin!.write('exit\n');
      const late = setTimeout(() => child.kill('SIGKILL'), EXIT_MS);
      await exited;
      clearTimeout(late);
    },
  };
}
