/** `waymark run`: an application under register, beside a viewer. It ends as the application does. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import { watchFailures } from './failing-traces.ts';
import type { RunningViewer } from './find-viewer.ts';
import { HELP } from './help.ts';
import { openViewer } from './open-viewer.ts';
import { runEnvironment } from './run-environment.ts';
import { passSignals, toldToEnd } from './signals.ts';
import { readViewerOptions } from './viewer-options.ts';

declare const module: { readonly path: string };

const say = (line: string) => console.error(`waymark: ${line}`);

/** How the application ended. */
interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** By itself, and not since somebody wanted it to. */
  readonly byItself: boolean;
}

export async function runApplication(args: readonly string[]): Promise<void> {
  const { choice, rest } = readViewerOptions(args);
  if (choice.help) return void process.stdout.write(HELP);
  if (rest.length === 0) throw new Error('run needs an application: waymark run app.js');
  const viewer = await openViewer(choice);
  const { code, signal } = await runBeside(viewer, rest).finally(() => viewer.close());
  // As a shell has it, for a signal that does not end us.
  process.exitCode = code ?? 128 + constants.signals[signal!];
  if (signal !== null) process.kill(process.pid, signal);
}

async function runBeside(viewer: RunningViewer, args: readonly string[]): Promise<End> {
  const { env, complaints } = runEnvironment(process.env, viewer);
  for (const complaint of complaints) say(complaint);
  say(`the viewer is at ${viewer.pageUrl}`);
  const failures = watchFailures(viewer, say);
  const end = await lifeOf(args, env);
  // It has delivered what it had before it ended.
  await failures.end();
  if (end.byItself && isAtTerminal()) {
    say(`it has ended, with exit code ${end.code}; the viewer stays at ${viewer.pageUrl} until Ctrl-C`);
    await toldToEnd();
  }
  return end;
}

/** Runs `node --require <register> ...args` to its end, and passes on what we are told meanwhile. */
async function lifeOf(args: readonly string[], env: NodeJS.ProcessEnv): Promise<End> {
  const register = join(module.path, 'register.cjs');
  const child = spawn(process.execPath, ['--require', register, ...args], { env, stdio: 'inherit' });
  const stop = passSignals(child);
  // A mistake of the viewer's would leave it to run behind the prompt, with its port.
  const endWithUs = () => void child.kill();
  process.once('exit', endWithUs);
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  process.off('exit', endWithUs);
  return { code, signal, byItself: !stop() && signal === null };
}

/** Somebody is there to look: what a short program did would be gone with the viewer. */
function isAtTerminal(): boolean {
  return isatty(0) && isatty(2);
}
