/** Real Node.js child processes under register: started clean, read whole, and gone at the end of the test. */

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { waitUntil } from './waiting.ts';

/** `@waymark/node`'s built entry, which `register` loads by default. */
export const registerPath = fileURLToPath(new URL('../../node/dist/register.cjs', import.meta.url));

export interface NodeProcessOptions {
  /** Executable to run, see `nodes`. @default process.execPath */
  node?: string;
  /** Flags of Node itself, before the register flag. */
  flags?: readonly string[];
  /** The flag that loads register, or false for the bare app. @default false */
  register?: 'require' | 'import' | false;
  /** What that flag loads. @default packages/node/dist/register.cjs */
  registerPath?: string;
  /** Arguments of the program. */
  args?: readonly string[];
  /** Added to an environment of only PATH and HOME. */
  env?: Readonly<Record<string, string>>;
  /** @default that of the test */
  cwd?: string;
  /** Written to the child's stdin, which is then closed. @default closed at once */
  input?: string;
  /** An IPC channel, for `send` and `process.on('message')`. @default false */
  ipc?: boolean;
  /** The child, with all it started, is killed by SIGKILL after this time. @default 60000 */
  timeoutMs?: number;
}

/** How a child process ended. */
export interface NodeResult {
  pid: number;
  /** Exit code, null when a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  durationMs: number;
  /** True when it was killed for running longer than `timeoutMs`. */
  timedOut: boolean;
}

/** A running child process. */
export interface NodeProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  /** What it wrote so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Its end; reading this property keeps the test alive until then. Never rejects. */
  readonly exited: Promise<NodeResult>;
  /** Resolves with the first match in stdout or stderr, past output included. @default 15000 ms */
  waitForLine(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Sends a signal to the child alone and waits for its end. @default SIGTERM */
  kill(signal?: NodeJS.Signals): Promise<NodeResult>;
  /** Kills the child and all it started. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Runs a program to its end.
 * @throws {Error} with all output when it had to be killed after `timeoutMs`
 */
export async function runNode(file: string, options: NodeProcessOptions = {}): Promise<NodeResult> {
  const result = await startNode(file, options).exited;
  if (result.timedOut) {
    throw new Error(`${file} still ran after ${options.timeoutMs ?? 60_000} ms${outputText(result)}`);
  }
  return result;
}

/** Starts a program. It does not keep the test's process alive unless somebody waits for it. */
export function startNode(file: string, options: NodeProcessOptions = {}): NodeProcess {
  const child = spawn(options.node ?? process.execPath, argumentsOf(file, options), {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
    stdio: ['pipe', 'pipe', 'pipe', ...(options.ipc ? (['ipc'] as const) : [])],
    // A group of its own, so that workers it forked end with it.
    detached: true,
  });
  const running = new Running(child, options.timeoutMs ?? 60_000);
  child.stdin?.on('error', () => {}); // a child that ended without reading its input
  child.stdin?.end(options.input);
  return running;
}

function argumentsOf(file: string, options: NodeProcessOptions): string[] {
  const register = options.register ? [`--${options.register}`, options.registerPath ?? registerPath] : [];
  return [...(options.flags ?? []), ...register, file, ...(options.args ?? [])];
}

const live = new Set<Running>();
process.on('exit', () => {
  for (const running of live) running.killGroup();
});

class Running implements NodeProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  stdout = '';
  stderr = '';
  private readonly end: Promise<NodeResult>;
  private readonly waiting = new Set<() => void>();
  private ended: NodeResult | undefined;
  private timedOut = false;

  constructor(child: ChildProcess, timeoutMs: number) {
    this.child = child;
    this.pid = child.pid ?? -1;
    this.end = this.untilEnd(timeoutMs);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.collect('stdout', text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.collect('stderr', text));
    this.hold('unref');
  }

  get exited(): Promise<NodeResult> {
    if (!this.ended) this.hold('ref');
    return this.end;
  }

  async waitForLine(pattern: RegExp, timeoutMs = 15_000): Promise<RegExpExecArray> {
    let match: RegExpExecArray | null = null;
    const found = () => {
      match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (!match && this.ended) throw new Error(`ended before ${pattern} appeared${outputText(this.ended)}`);
      return match !== null;
    };
    const failure = () => `waited ${timeoutMs} ms for ${pattern}${outputText(this)}`;
    await waitUntil(this.waiting, found, timeoutMs, failure);
    return match!;
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<NodeResult> {
    if (!this.ended) this.child.kill(signal);
    return this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.killGroup();
    await this.exited;
  }

  /** By process group; harmless when all of it is gone. */
  killGroup(): void {
    if (this.pid <= 0) return;
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // ESRCH: nothing of it is left.
    }
  }

  private collect(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    for (const check of this.waiting) check();
  }

  private hold(how: 'ref' | 'unref'): void {
    const handles = [this.child, this.child.stdin, this.child.stdout, this.child.stderr, this.child.channel];
    for (const handle of handles) (handle as { ref?(): void; unref?(): void } | null | undefined)?.[how]?.();
  }

  private untilEnd(timeoutMs: number): Promise<NodeResult> {
    const startedAt = performance.now();
    const { child } = this;
    live.add(this);
    const timer = setTimeout(() => {
      this.timedOut = true;
      this.killGroup();
    }, timeoutMs).unref();
    return new Promise((resolve) => {
      const finish = (code: number | null, signal: NodeJS.Signals | null) => {
        clearTimeout(timer);
        this.killGroup();
        live.delete(this);
        const { pid, stdout, stderr, timedOut } = this;
        this.ended = {
          pid,
          code,
          signal,
          stdout,
          stderr,
          timedOut,
          durationMs: performance.now() - startedAt,
        };
        for (const check of this.waiting) check();
        resolve(this.ended);
      };
      child.once('error', (error) => {
        this.stderr += `could not start: ${error.message}\n`;
        finish(null, null);
      });
      child.once('close', finish);
      // A grandchild that inherited the pipes would hold 'close' back for ever.
      child.once('exit', () => setTimeout(() => this.killGroup(), 2000).unref());
    });
  }
}

function outputText({ stdout, stderr }: { stdout: string; stderr: string }): string {
  return `\n--- stdout\n${stdout}--- stderr\n${stderr}---`;
}
