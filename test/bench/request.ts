/** CPU a request under load, of every contender, in alternating fresh processes. */

import { type ServerApp, startServerApp } from './app-process.ts';
import { type Contender, orderOf } from './contenders.ts';
import { type Load, openLoad } from './load.ts';
import type { Arrived } from './sink.ts';
import { type Sink, startSink } from './sink-process.ts';

export interface RequestScenario {
  title: string;
  app: 'node-http.cjs' | 'express.cjs';
  /** Whether every server span must carry the route that matched. */
  hasRoute: boolean;
}

export const requestScenarios: readonly RequestScenario[] = [
  { title: '`node:http`, JSON', app: 'node-http.cjs', hasRoute: false },
  { title: 'Express 5, one route', app: 'express.cjs', hasRoute: true },
];

export interface RequestSize {
  rounds: number;
  warmUp: number;
  blocks: number;
  blockRequests: number;
}

export const FULL: RequestSize = { rounds: 15, warmUp: 10_000, blocks: 10, blockRequests: 1_000 };
export const SHORT: RequestSize = { rounds: 5, warmUp: 10_000, blocks: 5, blockRequests: 800 };

/** One value a round, microseconds of CPU a request. */
export interface RequestSamples {
  contender: Contender;
  /** All blocks and the delivery of what they made. */
  run: number[];
  /** The cheapest block of the round. Leaves out the last batch, and most of what neighbours do to us. */
  best: number[];
}

export interface RequestOptions {
  contenders: readonly Contender[];
  size: RequestSize;
  /** Called after every round, with its number from 1. */
  onRound?: (round: number) => void;
}

/** Rejects when anything was not delivered exactly: then there is no number. */
export async function measureRequests(
  scenario: RequestScenario,
  { contenders, size, onRound }: RequestOptions,
): Promise<RequestSamples[]> {
  const samples = contenders.map((contender) => ({ contender, run: [] as number[], best: [] as number[] }));
  const sink = await startSink();
  try {
    for (let round = 0; round < size.rounds; round++) {
      for (const contender of orderOf(contenders, round)) {
        const { run, best } = await runOnce(scenario, contender, size, sink);
        const sample = samples.find((candidate) => candidate.contender === contender)!;
        sample.run.push(run);
        sample.best.push(best);
      }
      onRound?.(round + 1);
    }
  } finally {
    sink.close();
  }
  return samples;
}

/** One fresh process: warm-up, its delivery, then the blocks and theirs. `flags` are for a profiler. */
export async function runOnce(
  scenario: RequestScenario,
  contender: Contender,
  size: RequestSize,
  sink: Sink,
  flags: string[] = [],
): Promise<{ run: number; best: number }> {
  await sink.reset();
  const app = await startServerApp(scenario.app, contender, sink.url, flags);
  const load = await openLoad(app.port);
  try {
    await load.run(size.warmUp);
    await delivered(scenario, contender, load, app, sink);
    const start = await app.cpuMicros();
    let before = start;
    let cheapest = Number.POSITIVE_INFINITY;
    for (let block = 0; block < size.blocks; block++) {
      await load.run(size.blockRequests);
      const now = await app.cpuMicros();
      cheapest = Math.min(cheapest, now - before);
      before = now;
    }
    await delivered(scenario, contender, load, app, sink);
    const all = (await app.cpuMicros()) - start;
    return { run: all / (size.blocks * size.blockRequests), best: cheapest / size.blockRequests };
  } finally {
    load.close();
    await app.stop();
  }
}

/** Waits until all is at the sink, and checks that it is what was sent. */
async function delivered(
  { hasRoute }: RequestScenario,
  { name, delivers }: Contender,
  { sent }: Load,
  app: ServerApp,
  sink: Sink,
): Promise<void> {
  if (delivers === 'nothing') return;
  await app.flush();
  const arrived = await sink
    .waitFor(({ serverSpans }) => serverSpans >= sent.total)
    .catch((error: Error) => {
      throw new Error(`${name}: ${sent.total} requests were sent, but ${error.message}`);
    });
  const expected: Partial<Arrived> = {
    serverSpans: sent.total,
    ...(delivers === 'otlp' && {
      distinct: sent.total,
      serverDurations: sent.total,
      withParent: sent.withParent,
      withQuery: sent.withQuery,
      withRoute: hasRoute ? sent.total : 0,
    }),
  };
  for (const [what, count] of Object.entries(expected)) {
    const found = arrived[what as keyof Arrived];
    if (found !== count) throw new Error(`${name}: the sink has ${found} ${what} instead of ${count}`);
  }
}
