/** One run of a tool to its end, with register in NODE_OPTIONS or without. */

import { fileURLToPath } from 'node:url';
import { registerPath, startNode, startOtlpServer } from '@waymark/testing';

export interface Command {
  /** Folder under test/tools in which it is called. */
  readonly cwd: string;
  /** Flags of Node itself. */
  readonly flags?: readonly string[];
  /** A file of an installed package. */
  readonly tool?: string;
  /** Instead of a tool: the application's own file, or the first argument of `program`. */
  readonly file?: string;
  /** A command on PATH that is run instead of Node. */
  readonly program?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Something that never ends by itself is ended when this is on its output. */
  readonly stopAt?: RegExp;
}

export interface ToolRun {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Without what differs in each run: times, process ids, ports. */
  stdout: string;
  /** Likewise, and without the lines of ours. */
  stderr: string;
  ourLines: string[];
  /** `service KIND name`, sorted. */
  spans: string[];
}

/** Compilers are slow on a machine that is busy otherwise. */
const TIMEOUT_MS = 120_000;
const home = fileURLToPath(new URL('.', import.meta.url));

export async function runTool(command: Command & { node: string }, register: boolean): Promise<ToolRun> {
  await using sink = await startOtlpServer();
  await using running = startNode(command.file ?? `${home}node_modules/${command.tool}`, {
    node: command.program ?? command.node,
    flags: command.flags,
    args: command.args,
    cwd: home + command.cwd,
    timeoutMs: TIMEOUT_MS,
    env: {
      ...command.env,
      CI: '1',
      NO_COLOR: '1',
      ...(register ? { NODE_OPTIONS: `--require ${registerPath}` } : {}),
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
    },
  });
  if (command.stopAt !== undefined) {
    await running.waitForLine(command.stopAt, TIMEOUT_MS);
    await running.kill('SIGTERM');
  }
  const end = await running.exited;
  if (end.timedOut) throw new Error(`still ran after ${TIMEOUT_MS} ms\n${end.stdout}${end.stderr}`);
  sink.assertClean();
  return {
    code: end.code,
    signal: end.signal,
    stdout: masked(end.stdout),
    stderr: masked(end.stderr.replace(OUR_LINES, '')),
    ourLines: `${end.stdout}${end.stderr}`.match(OUR_LINES) ?? [],
    spans: sink.spans.map((span) => `${span.service} ${span.kind} ${span.name}`).sort(),
  };
}

/** Wherever they are: the output of a tool's child is ours to look through as well. */
const OUR_LINES = /^.*waymark: .*\n/gm;

/** Durations, clock times, shares of time and process ids. */
const RANDOM: [RegExp, string][] = [
  [/ \((\w+ \d+%(, )?)+\)/g, ''],
  [/\d+(\.\d+)? ?m?s\b/g, 'TIME'],
  [/duration_ms:? [\d.]+/g, 'duration_ms TIME'],
  [/\d+:\d\d:\d\d( [AP]M)?/g, 'CLOCK'],
  [/\(node:\d+\)/g, '(node:PID)'],
];

function masked(text: string): string {
  return RANDOM.reduce((result, [pattern, by]) => result.replace(pattern, by), text);
}
