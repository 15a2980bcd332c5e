/** How long questions over what was taken in take to be answered, over HTTP, one after another. */

import { median } from '../figures/statistics.ts';
import type { Running } from './contenders.ts';
import { isFound } from './ingest.ts';
import { orderMark, SPANS_A_TRACE } from './telemetry.ts';

/** In milliseconds. */
export interface Latency {
  median: number;
  most: number;
}

const TIMES = 15;

/** Of one order each time, out of all that are kept. */
export async function measureOrders(running: Running, spans: number, keeps = Infinity): Promise<Latency> {
  const last = Math.floor(spans / SPANS_A_TRACE);
  // What is kept is the last by time, and requests in flight are not in order.
  const count = Math.min(last, keeps / SPANS_A_TRACE) * 0.9;
  return timed(async (time) => {
    const order = Math.floor(last - 1 - ((time * 0.618034 + 0.1) % 1) * count);
    if (!(await isFound(running, order))) throw new Error(`order ${order} is not found`);
  });
}

/** What only ours can be asked: over all services, in the filter language of its page. Each value is another one. */
export const QUESTIONS: Record<string, (time: number) => string> = {
  'first page': () => 'traces?limit=50',
  '`=` of one in a million': (time) => where(`order.id="${orderMark(777 * (time + 1))}"`),
  '`=` of many': () => where('http.response.status_code=502'),
  '`~` (contains)': (time) => where(`url.path~/orders/9${time}99`),
  '`~` that nothing has': (time) => where(`client.address~"no such ${time}"`),
  '`>` on numbers': (time) => where(`db.response.returned_rows>${985 + (time % 10)}`),
  '`>` that nothing has': (time) => where(`db.response.returned_rows>${5000 + time}`),
  'errors of one service': () => where('service=payments status=error'),
  'slower than': () => where('duration>1h'),
};

const where = (filter: string) => `traces?limit=50&where=${encodeURIComponent(filter)}`;

export const LINE_QUESTIONS: Record<string, (time: number) => string> = {
  'first page of log lines': () => 'logs?limit=100',
  'words that many lines have': () => 'logs?limit=100&text=payment%20card',
  'a word of ten lines': (time) => `logs?limit=100&text=${orderMark(555 * (time + 1)).slice(1)}`,
  'a phrase that nothing has': () => 'logs?limit=100&text=%22card%20payment%20nobody%22',
};

export async function measureQuestion(
  running: Running,
  question: (time: number) => string,
): Promise<Latency> {
  return timed(async (time) => {
    const response = await fetch(`${running.url}/api/waymark/${question(time)}`);
    if (!response.ok)
      throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
    await response.arrayBuffer();
  });
}

async function timed(ask: (time: number) => Promise<void>): Promise<Latency> {
  const millis: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const start = performance.now();
    await ask(time);
    millis.push(performance.now() - start);
  }
  return { median: median(millis), most: Math.max(...millis) };
}
