/** What a request costs under load, of every contender, in alternating fresh processes. */

import { orderOf } from '../contenders/order.ts';
import { percentile, type RequestFigures, type RequestSamples } from '../figures/request-figures.ts';
import { median } from '../figures/statistics.ts';
import type { RequestScenario } from '../scenarios/requests.ts';
import { allocatedARequest } from './allocations.ts';
import type { Bench } from './bench.ts';
import { type LoadedApp, startLoadedApp } from './loaded-app.ts';

export interface RequestSize {
  rounds: number;
  /** The optimiser spends the most between 10,000 and 14,000 requests, and has its last word about 24,000 with an agent. */
  warmUp: number;
  blocks: number;
  blockRequests: number;
  /** Of the count of allocations, which hardly scatters. */
  allocationRounds: number;
}

export const FULL: RequestSize = {
  rounds: 15,
  warmUp: 30_000,
  blocks: 12,
  blockRequests: 800,
  allocationRounds: 1,
};
export const SHORT: RequestSize = { ...FULL, rounds: 4, blocks: 5 };
/** Measures nothing: looks whether all is delivered. */
export const CHECK: RequestSize = {
  rounds: 1,
  warmUp: 300,
  blocks: 1,
  blockRequests: 300,
  allocationRounds: 0,
};

/** Rejects when anything was not delivered exactly: then there is no number. `onRound` hears of each round. */
export async function measureRequests(
  bench: Bench,
  scenario: RequestScenario,
  whole: RequestSize,
  onRound?: () => void,
): Promise<RequestSamples[]> {
  const { contenders } = scenario;
  const size = scaled(whole, scenario);
  const samples = contenders.map(({ name }) => ({
    contender: name,
    figures: [] as RequestFigures[],
    allocated: [] as number[],
  }));
  const of = (name: string) => samples.find(({ contender }) => contender === name)!;
  for (let round = 0; round < size.rounds; round++) {
    for (const contender of orderOf(contenders, round)) {
      const loaded = await startLoadedApp(bench, scenario, contender);
      of(contender.name).figures.push(await measureOne(loaded, size).finally(loaded.stop));
    }
    onRound?.();
  }
  for (let round = 0; round < size.allocationRounds; round++) {
    for (const contender of contenders) {
      of(contender.name).allocated.push(await allocatedARequest(bench, scenario, contender, size.warmUp));
    }
  }
  return samples;
}

/** What takes long takes fewer requests, and two thirds of the rounds. */
export function scaled(size: RequestSize, { share = 1 }: RequestScenario): RequestSize {
  const rounds = share < 1 ? Math.ceil((size.rounds * 2) / 3) : size.rounds;
  return { ...size, rounds, blockRequests: Math.round(size.blockRequests * share) };
}

/**
 * Warm-up, its delivery, then the blocks and theirs, then the clock: what is put off is paid all the same. What a flush costs
 * that has nothing new is taken off: an export of metrics, 4 to 7 ms, which production has once a minute and not once in
 * 9,600 requests.
 */
export async function measureOne(
  { app, load, delivered, settled }: LoadedApp,
  { warmUp, blocks, blockRequests }: RequestSize,
): Promise<RequestFigures> {
  // What Node's server and client share is compiled anew when a delivery runs through it, the first times and after a
  // collection: so the last part of the warm-up is waited for, and not flushed.
  for (const share of [0.1, 0.4]) {
    await load.run(warmUp * share);
    await delivered();
  }
  await load.run(warmUp * 0.5);
  await settled();
  await app.watchLoop();
  const start = await app.cpu();
  const ends = [start];
  const perSecond: number[] = [];
  const latencies: number[] = [];
  for (let block = 0; block < blocks; block++) {
    const done = await load.run(blockRequests);
    ends.push(await app.cpu());
    perSecond.push((blockRequests / done.millis) * 1000);
    latencies.push(...done.latencies);
  }
  const loopDelayP99 = await app.loopDelayP99();
  const { spans } = await delivered();
  const delivery = await app.cpu();
  await app.flush();
  const emptyFlush = (await app.cpu()) - delivery;
  const cheapest = Math.min(...ends.slice(1).map((end, block) => end - ends[block]!));
  return {
    cpu: (delivery - start - emptyFlush) / (blocks * blockRequests),
    cheapest: cheapest / blockRequests,
    perSecond: median(perSecond),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    loopDelayP99,
    ...(await app.memory()),
    spans: spans / load.sent.total,
  };
}
