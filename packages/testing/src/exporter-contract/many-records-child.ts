/** Run as a process: offers records to an exporter and prints what became of them and of the memory. */

import type { ExporterAdapter } from './adapter.ts';
import type { Offered } from './many-records.ts';

/** Records made in one turn of the event loop. */
const A_TURN = 500;

const [, , module = '', port, records, size] = process.argv;
const { adapter } = (await import(module)) as { adapter: ExporterAdapter };
const lines: string[] = [];
const exporter = adapter.startExporter({
  port: Number(port),
  secret: 'unused',
  batchRecords: 512,
  maxQueueBytes: 16 * 1024 * 1024,
  timeoutMs: 10_000,
  retry: { initialMs: 1_000, maxMs: 30_000 },
  report: (line) => lines.push(line),
});
const atRest = await held();
let most = atRest;
for (let made = 0; made < Number(records); ) {
  for (let i = 0; i < A_TURN; i++) exporter.produce(made++, Number(size));
  await new Promise((resolve) => setImmediate(resolve));
  if (made % (Number(records) / 10) === 0) most = Math.max(most, await held());
}
const began = performance.now();
await exporter.shutdown(500);
const { delivered, dropped } = exporter.counts;
const offered: Offered = {
  delivered,
  dropped,
  grownBytes: most - atRest,
  shutdownMs: performance.now() - began,
  lines,
};
console.log(JSON.stringify(offered));
// Deliberately without process.exit: nothing of an exporter may hold a process that has come to its end.

/** What is alive: how much garbage a heap keeps is not an exporter's doing. Memory of buffers is freed a moment later. */
async function held(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc!();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
