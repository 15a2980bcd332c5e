/** Whether memory stays where it is while spans come for minutes, and old ones have to go. */

import type { Running } from './contenders.ts';
import { memoryOf } from './process-figures.ts';
import { runLoad } from './run-load.ts';

export interface Flood {
  minutes: number;
  spans: number;
  perSecond: number;
  /** MB of memory after each tenth of the time. */
  memory: number[];
  most: number;
}

export async function measureFlood(running: Running, minutes: number): Promise<Flood> {
  const memory: number[] = [];
  const sampling = setInterval(() => memory.push(memoryOf(running.pid).now), minutes * 6000);
  try {
    const load = await runLoad({ url: running.spansUrl, wire: 'otlp-spans', seconds: minutes * 60 });
    const most = memoryOf(running.pid).most;
    return { minutes, spans: load.records, perSecond: load.records / load.seconds, memory, most };
  } finally {
    clearInterval(sampling);
  }
}
