/** How many spans a second somebody takes in: until the last one can be found, not until it is acknowledged. */

import type { Running } from './contenders.ts';
import { serviceOfOrder } from './load.ts';
import { cpuOf, memoryOf } from './process-figures.ts';
import type { Wire } from './request-body.ts';
import { BATCH, runLoad } from './run-load.ts';
import { orderMark, SPANS_A_TRACE } from './telemetry.ts';

export interface Ingest {
  spans: number;
  /** Over the time until all is found. */
  perSecond: number;
  /** From a request to its answer, in milliseconds. */
  p50: number;
  p99: number;
  /** Of the server, in microseconds of CPU. */
  cpuPerSpan: number;
  /** The most memory that it had, in MB. */
  memory: number;
  /** Share of a core that the load took. */
  loadCpu: number;
}

/** How long spans may take from their acknowledgement to an answer. */
const FOUND_WITHIN_MS = 120_000;

export async function measureIngest(running: Running, wire: Wire, spans: number): Promise<Ingest> {
  const cpu = cpuOf(running.pid);
  const load = await runLoad({ url: running.spansUrl, wire, records: spans });
  const sent = performance.now();
  await waitForLastOrders(running, load.records);
  const seconds = load.seconds + (performance.now() - sent) / 1000;
  const kept = (await running.spanCount?.()) ?? load.records;
  if (kept !== load.records) throw new Error(`${load.records} spans were acknowledged, ${kept} are there`);
  return {
    spans: load.records,
    perSecond: load.records / seconds,
    p50: load.p50,
    p99: load.p99,
    cpuPerSpan: ((cpuOf(running.pid) - cpu) / load.records) * 1e6,
    memory: memoryOf(running.pid).most,
    loadCpu: load.ownCpu,
  };
}

/** Until the last trace of each of the last requests is found. */
async function waitForLastOrders(running: Running, spans: number): Promise<void> {
  const perRequest = Math.ceil(BATCH / SPANS_A_TRACE);
  const requests = spans / BATCH;
  const until = performance.now() + FOUND_WITHIN_MS;
  for (let request = Math.max(requests - 8, 0); request < requests; request++) {
    const order = (request + 1) * perRequest - 1;
    while (!(await isFound(running, order))) {
      if (performance.now() > until) throw new Error(`order ${order} was acknowledged and is not found`);
    }
  }
}

export async function isFound(running: Running, order: number): Promise<boolean> {
  const response = await fetch(running.orderUrl(orderMark(order), serviceOfOrder(order, BATCH)));
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return running.countIn(await response.json()) > 0;
}
