/** `waymark run`: an application under register, beside a viewer. It ends as the application does. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { watchFailures } from './failing-traces.ts';
import { HELP } from './help.ts';
import { openBrowser } from './open-browser.ts';
import { openViewer } from './open-viewer.ts';
import { runEnvironment } from './run-environment.ts';
import { passSignals } from './signals.ts';
import { readViewerOptions } from './viewer-options.ts';

declare const module: { readonly path: string };

const say = (line: string) => console.error(`waymark: ${line}`);

/** How the application ended. */
interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export async function runApplication(args: readonly string[]): Promise<void> {
  const { choice, rest } = readViewerOptions(args);
  if (choice.help) return void process.stdout.write(HELP);
  if (rest.length === 0) throw new Error('run needs an application: waymark run app.js');
  const viewer = await openViewer(choice);
  const { env, complaints } = runEnvironment(process.env, viewer.url);
  for (const complaint of complaints) say(complaint);
  say(`the viewer is at ${viewer.url}`);
  if (choice.open) openBrowser(viewer.url);
  const failures = watchFailures(viewer.url, say);
  const { code, signal } = await lifeOf(rest, env);
  // It has delivered what it had before it ended.
  await failures.end();
  await viewer.close();
  if (signal === null) process.exitCode = code ?? 1;
  else process.kill(process.pid, signal);
}

/** Runs `node --require <register> ...args` to its end, and passes on what we are told meanwhile. */
async function lifeOf(args: readonly string[], env: NodeJS.ProcessEnv): Promise<End> {
  const register = join(module.path, 'register.cjs');
  const child = spawn(process.execPath, ['--require', register, ...args], { env, stdio: 'inherit' });
  const stop = passSignals(child);
  try {
    return await endOf(child);
  } finally {
    stop();
  }
}

async function endOf(child: ChildProcess): Promise<End> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}
