/** Plays the scenarios with a logger in a real process, bare or under register, and tells what came of each. */

import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { registerPath, runNode, startOtlpServer, type TestLog, type TestSpan } from '@waymark/testing';
import type { LoggerApp } from './app.ts';

export type Age = 'oldest' | 'newest';
export type System = 'cjs' | 'mjs';

/** What a scenario came to. */
export interface Played {
  /** What was printed, times and ids of processes out. */
  readonly stdout: string;
  readonly stderr: string;
  /** Records of the request, and the span that served it: none in a bare process. */
  readonly records: readonly TestLog[];
  readonly span: TestSpan | undefined;
}

export interface Play {
  (scenario: string): Played;
  /** All records of the process. */
  readonly logs: readonly TestLog[];
}

/** @param name of the file in apps/ */
export async function play(
  name: string,
  app: LoggerApp,
  age: Age,
  system: System,
  register: boolean,
): Promise<Play> {
  await using sink = await startOtlpServer();
  const ours = {
    OTEL_SERVICE_NAME: 'shop',
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_METRICS_EXPORTER: 'none',
    // It would take out of the records what the loggers are to take out.
    WAYMARK_REDACTION: 'off',
    DISTRIBUTION: join(dirname(registerPath), 'index.cjs'),
  };
  const result = await runNode(join(import.meta.dirname, age, `run.${system}`), {
    register: register && (system === 'cjs' ? 'require' : 'import'),
    args: [name],
    env: { ...app.env, ...(register ? ours : {}) },
  });
  assert.equal(result.code, 0, result.stdout + result.stderr);
  assert.doesNotMatch(result.stderr, /scenario failed/);
  sink.assertClean();
  const [stdout, stderr] = [partsOf(result.stdout, app), partsOf(result.stderr, app)];
  const { spans, logs } = sink;
  const played = (scenario: string) => {
    const span = spans.find(
      (each) => each.kind === 'SERVER' && each.attributes['url.path'] === `/${scenario}`,
    );
    const records = logs.filter((log) => log.traceId === span?.traceId);
    return { stdout: stdout.get(scenario) ?? '', stderr: stderr.get(scenario) ?? '', records, span };
  };
  return Object.assign(played, { logs });
}

/** By the scenario's name. */
function partsOf(output: string, app: LoggerApp): Map<string, string> {
  const masked = (text: string) => (app.mask === undefined ? mask(text) : app.mask(mask(text)));
  return new Map(
    output
      .split('\u001e')
      .slice(1)
      .map((part) => {
        const [name = '', ...lines] = part.split('\n');
        return [name, masked(lines.join('\n'))];
      }),
  );
}

function mask(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]\d{3}(?:Z|[+-]\d\d:?\d\d)?/g, '<time>')
    .replaceAll(/"(time|timestamp)":\d{13}/g, '"$1":0')
    .replaceAll(/"pid":\d+/g, '"pid":1');
}
