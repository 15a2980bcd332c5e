/** What a line costs, of every contender, in alternating fresh processes. */

import { readFileSync } from 'node:fs';
import type { Contender } from '../contenders/contenders.ts';
import { orderOf } from '../contenders/order.ts';
import { type ServerApp, startServerApp } from '../measuring/app-process.ts';
import type { Bench } from '../measuring/bench.ts';
import { missing } from '../measuring/expected.ts';
import type { Arrived } from '../sink/arrived.ts';
import { lineContenders } from './contenders.ts';

export interface LineSize {
  rounds: number;
  warmUp: number;
  blocks: number;
  blockLines: number;
}

export const FULL: LineSize = { rounds: 15, warmUp: 40_000, blocks: 10, blockLines: 4_000 };
export const SHORT: LineSize = { ...FULL, rounds: 4, blocks: 5 };

/** Of one round. */
export interface LineFigures {
  /** Microseconds of CPU a line: all blocks, and the delivery of what they made. */
  cpu: number;
  /** The cheapest block of the round, with none of the delivery that comes after it. */
  cheapest: number;
  /** MiB after a forced collection. */
  resident: number;
}

export interface LineSamples {
  contender: string;
  figures: LineFigures[];
}

/** Lines of a span, as apps/lines.cjs writes them. */
const OF_A_SPAN = 10;

/** Rejects when anything was not delivered exactly: then there is no number. `onRound` hears of each round. */
export async function measureLines(
  bench: Bench,
  size: LineSize,
  onRound?: () => void,
): Promise<LineSamples[]> {
  const samples = lineContenders.map(({ name }) => ({ contender: name, figures: [] as LineFigures[] }));
  for (let round = 0; round < size.rounds; round++) {
    for (const contender of orderOf(lineContenders, round)) {
      const found = await measureOne(bench, contender, size);
      samples.find((sample) => sample.contender === contender.name)!.figures.push(found);
    }
    onRound?.();
  }
  return samples;
}

/**
 * Warm-up and its delivery, then the blocks and theirs, then the clock: what is put off is paid all the same. What a flush
 * costs that has nothing new is taken off.
 */
async function measureOne(bench: Bench, contender: Contender, size: LineSize): Promise<LineFigures> {
  const logFile = bench.services.logFile();
  await bench.sink.reset();
  bench.services.reset();
  const app = await startServerApp({
    file: 'lines.cjs',
    contender,
    sinkUrl: bench.sink.url,
    node: bench.node,
    argument: logFile,
  });
  try {
    const lines = new Lines(bench, contender, app, logFile);
    for (const share of [0.25, 0.25, 0.5]) await lines.writeAndDeliver(size.warmUp * share);
    const start = await app.cpu();
    const ends = [start];
    for (let block = 0; block < size.blocks; block++) {
      await lines.write(size.blockLines);
      ends.push(await app.cpu());
    }
    await lines.deliver();
    const delivery = await app.cpu();
    await app.flush();
    const emptyFlush = (await app.cpu()) - delivery;
    const cheapest = Math.min(...ends.slice(1).map((end, block) => end - ends[block]!));
    const { resident } = await app.memory();
    return {
      cpu: (delivery - start - emptyFlush) / (size.blocks * size.blockLines),
      cheapest: cheapest / size.blockLines,
      resident,
    };
  } finally {
    await app.stop();
  }
}

/** What one process has written so far, and the check that all of it arrived. */
class Lines {
  readonly #bench: Bench;
  readonly #contender: Contender;
  readonly #app: ServerApp;
  readonly #logFile: string;
  #written = 0;

  constructor(bench: Bench, contender: Contender, app: ServerApp, logFile: string) {
    this.#bench = bench;
    this.#contender = contender;
    this.#app = app;
    this.#logFile = logFile;
  }

  async write(lines: number): Promise<void> {
    await this.#app.write(lines);
    this.#written += lines;
  }

  async writeAndDeliver(lines: number): Promise<void> {
    await this.write(lines);
    await this.deliver();
  }

  /** Flushes; rejects when not all that was written is in the file and, of whoever sends, at the sink. */
  async deliver(): Promise<void> {
    const { name, delivers } = this.#contender;
    if (delivers !== 'nothing') await this.#bench.sink.settle();
    await this.#app.flush();
    const complaint = (delivers === 'nothing' ? undefined : await this.#missing()) ?? this.#missingInFile();
    if (complaint !== undefined)
      throw new Error(`${name}: ${this.#written} lines were written, and ${complaint}`);
  }

  async #missing(): Promise<string | undefined> {
    const exactly: Partial<Arrived> = {
      records: this.#written,
      recordsInTrace: this.#written,
      internalSpans: this.#written / OF_A_SPAN,
      events: this.#contender.eventOfLine ? this.#written : 0,
    };
    const arrived = await this.#bench.sink.waitFor((now) => missing({ exactly }, now) === undefined);
    return missing({ exactly }, arrived);
  }

  #missingInFile(): string | undefined {
    const text = readFileSync(this.#logFile, 'latin1');
    const count = text.split('\n').length - 1;
    if (count !== this.#written) return `${count} are in the file`;
    const inTrace = this.#contender.delivers === 'nothing' ? count : this.#bench.services.linesInTrace();
    return inTrace === count ? undefined : `${inTrace} have the id of a trace`;
  }
}
