/** Log lines that come beside spans, as they do. */

import type { Running } from './contenders.ts';
import { runLoad } from './run-load.ts';

export interface Beside {
  linesPerSecond: number;
  spansPerSecond: number;
  /** Of a request of lines, in milliseconds. */
  lineP99: number;
}

/** Lines at this rate, spans as fast as they are taken. */
export async function measureBeside(running: Running, rate: number, seconds: number): Promise<Beside> {
  const [spans, lines] = await Promise.all([
    runLoad({ url: running.spansUrl, wire: 'otlp-spans', seconds }),
    runLoad({ url: running.linesUrl!, wire: 'otlp-lines', seconds, rate, connections: 2 }),
  ]);
  return {
    linesPerSecond: lines.records / lines.seconds,
    spansPerSecond: spans.records / spans.seconds,
    lineP99: lines.p99,
  };
}

/** Lines alone, as fast as they are taken. */
export async function measureLines(running: Running, lines: number): Promise<number> {
  const load = await runLoad({ url: running.linesUrl!, wire: 'otlp-lines', records: lines });
  return load.records / load.seconds;
}
