/** A start that ends with the first 200 that a server gives, whose span must arrive. */

import type { Contender } from '../contenders/contenders.ts';
import type { StartFigures } from '../figures/start-figures.ts';
import { openLoad } from '../load/load.ts';
import { gets } from '../load/request-mix.ts';
import { startServerApp } from './app-process.ts';
import type { Bench } from './bench.ts';
import { milliseconds } from './clock.ts';
import { expectedOfFirst, missing } from './expected.ts';

export async function startToFirstAnswer(
  { node, sink }: Bench,
  file: string,
  contender: Contender,
): Promise<StartFigures> {
  await sink.reset();
  const spawnedAt = process.hrtime.bigint();
  const app = await startServerApp({ file, contender, sinkUrl: sink.url, node });
  const load = await openLoad(app.port, gets(), 1);
  try {
    await load.run(1);
    const wall = milliseconds(process.hrtime.bigint() - spawnedAt);
    const cpu = (await app.cpu()) / 1000;
    await app.flush();
    const expected = expectedOfFirst(contender);
    const arrived = await sink.waitFor((now) => missing(expected, now) === undefined);
    const complaint = missing(expected, arrived);
    if (complaint !== undefined) throw new Error(`${contender.name}: one request was sent, and ${complaint}`);
    return { wall, cpu };
  } finally {
    load.close();
    await app.stop();
  }
}
