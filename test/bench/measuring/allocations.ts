/**
 * How much a request allocates: with a young generation so large that nothing is collected in between, the heap grows by
 * exactly that. A run of its own, since such a heap costs something else.
 */

import type { Contender } from '../contenders/contenders.ts';
import type { RequestScenario } from '../scenarios/requests.ts';
import type { Bench } from './bench.ts';
import { startLoadedApp } from './loaded-app.ts';

const ROOM = ['--min-semi-space-size=256', '--max-semi-space-size=256'];
/** Of ours, more than a batch together, so that a delivery is in them. */
const CHUNKS = 10;
const CHUNK = 100;

/** In kilobytes, on the heap of JavaScript. */
export async function allocatedARequest(
  bench: Bench,
  scenario: RequestScenario,
  contender: Contender,
  warmUp: number,
): Promise<number> {
  const { app, load, delivered, stop } = await startLoadedApp(bench, scenario, contender, ROOM);
  try {
    await load.run(warmUp);
    await delivered();
    const before = await app.heapEmptied();
    let allocated: number | undefined;
    for (let chunk = 1; chunk <= CHUNKS; chunk++) {
      await load.run(CHUNK);
      const { bytes, collections } = await app.heapFilled();
      // Whoever allocates hundreds of kilobytes a request fills even this heap: then those before it count.
      if (collections > 0) break;
      allocated = (bytes - before) / (chunk * CHUNK) / 1000;
    }
    await delivered();
    if (allocated === undefined) throw new Error(`${contender.name}: a collection came in ${CHUNK} requests`);
    return allocated;
  } finally {
    await stop();
  }
}
