/**
 * How much a request allocates: with a young generation so large that nothing is collected in between, the heap grows by
 * exactly that. A run of its own, since such a heap costs something else.
 */

import type { Contender } from '../contenders/contenders.ts';
import type { RequestScenario } from '../scenarios/requests.ts';
import type { Bench } from './bench.ts';
import { startLoadedApp } from './loaded-app.ts';

const ROOM = ['--min-semi-space-size=256', '--max-semi-space-size=256'];
/** More than a batch, so that its delivery is in it. */
const REQUESTS = 1_000;
const ATTEMPTS = 5;

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
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = await app.heapEmptied();
      await load.run(REQUESTS);
      const { bytes, collections } = await app.heapFilled();
      await delivered();
      if (collections === 0) return (bytes - before) / REQUESTS / 1000;
    }
    throw new Error(`${contender.name}: a collection came between each time`);
  } finally {
    await stop();
  }
}
