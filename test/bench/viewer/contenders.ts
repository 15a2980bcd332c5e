/** Who takes the load and answers questions about it: ours, the real Jaeger and the real Zipkin. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServerProcess } from '../../../scripts/server-process.mjs';
import { startJaeger } from '../../backends/jaeger.mjs';
import { JAEGER_VERSION } from '../../backends/jaeger-binary.mjs';
import { startServer } from '../../backends/servers.mjs';
import type { Wire } from './request-body.ts';

export interface Contender {
  title: string;
  wire: Wire;
  /** Whether what it acknowledged is there after `kill -9`. */
  survives: boolean;
  /** How many of the last spans it keeps; all, without. */
  keeps?: number;
  start(): Promise<Running>;
}

export interface Running {
  pid: number;
  /** Where spans go. */
  spansUrl: string;
  /** Where log lines go, to those who take any. */
  linesUrl?: string;
  /** The page and the APIs. */
  url: string;
  /** A question for the trace that has this order; Jaeger has to know of which service it is. */
  orderUrl(order: string, service: string): string;
  /** How many traces an answer to it holds. */
  countIn(answer: unknown): number;
  /** How many spans it says it has; the others do not tell. */
  spanCount?(): Promise<number>;
  stop(): Promise<unknown>;
}

/** The built command, or that of another build. */
export const COMMAND =
  process.env['WAYMARK_BENCH_COMMAND'] ??
  fileURLToPath(new URL('../../../packages/node/dist/waymark.cjs', import.meta.url));
const BADGER = fileURLToPath(new URL('./jaeger-badger.yaml', import.meta.url));

/** More traces than a million spans make. */
const MAX_TRACES = '200000';
const HOUR_MS = 3_600_000;

export const contenders: Record<string, Contender> = {
  file: { title: 'Waymark, a file', wire: 'otlp-spans', survives: true, start: () => startWaymark(true) },
  memory: {
    title: 'Waymark, in memory',
    wire: 'otlp-spans',
    survives: false,
    start: () => startWaymark(false),
  },
  badger: {
    title: `Jaeger ${JAEGER_VERSION}, Badger`,
    wire: 'otlp-spans',
    survives: true,
    start: startBadger,
  },
  jaeger: {
    title: `Jaeger ${JAEGER_VERSION}, in memory`,
    wire: 'otlp-spans',
    survives: false,
    start: async () =>
      jaegerOf(await startJaeger({ env: { JAEGER_MAX_TRACES: MAX_TRACES, JAEGER_LOG_LEVEL: 'warn' } })),
  },
  zipkin: {
    title: 'Zipkin 3.6.1, in memory (the last 500,000 spans, 2 GB)',
    wire: 'zipkin-spans',
    survives: false,
    keeps: 500_000,
    start: startZipkin,
  },
};

async function startWaymark(inFile: boolean): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-bench-'));
  const db = inFile ? ['--db', join(folder, 'bench.db')] : [];
  const server = startServerProcess('the viewer', {
    command: process.execPath,
    args: [COMMAND, 'view', '--port', '0', ...db],
  });
  const [, url] = await server.waitForLine(/(http:\/\/[\w.:[\]]+)/);
  return {
    pid: server.pid!,
    spansUrl: `${url}/v1/traces`,
    linesUrl: `${url}/v1/logs`,
    url: url!,
    orderUrl: (order) =>
      `${url}/api/waymark/traces?limit=20&where=${encodeURIComponent(`order.id="${order}"`)}`,
    countIn: (answer) => (answer as { traces: unknown[] }).traces.length,
    spanCount: async () => {
      const response = await fetch(`${url}/api/waymark/status`);
      return ((await response.json()) as { spans: number }).spans;
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startBadger(): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-badger-'));
  const running = jaegerOf(await startJaeger({ config: BADGER, env: { BADGER_FOLDER: folder } }));
  const stop = async () => {
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...running, stop };
}

/** By the API that its page used until lately: it answers with whole traces. */
function jaegerOf({ pid, otlpUrl, queryUrl, stop }: Awaited<ReturnType<typeof startJaeger>>): Running {
  return {
    pid,
    spansUrl: `${otlpUrl}/v1/traces`,
    url: queryUrl,
    orderUrl: (order, service) => {
      const tags = encodeURIComponent(JSON.stringify({ 'order.id': order }));
      const times = `start=${(Date.now() - HOUR_MS) * 1000}&end=${(Date.now() + HOUR_MS) * 1000}`;
      return `${queryUrl}/api/traces?service=${service}&limit=20&tags=${tags}&${times}`;
    },
    countIn: (answer) => (answer as { data: unknown[] | null }).data?.length ?? 0,
    stop,
  };
}

async function startZipkin(): Promise<Running> {
  const { pid, port, stop } = await startServer('zipkin', { java: ['-Xmx2g'] });
  const url = `http://127.0.0.1:${port}`;
  return {
    pid,
    spansUrl: `${url}/api/v2/spans`,
    url,
    orderUrl: (order) => {
      const wanted = encodeURIComponent(`order.id=${order}`);
      const times = `endTs=${Date.now() + HOUR_MS}&lookback=${2 * HOUR_MS}`;
      return `${url}/api/v2/traces?limit=20&annotationQuery=${wanted}&${times}`;
    },
    countIn: (answer) => (answer as unknown[]).length,
    stop,
  };
}
