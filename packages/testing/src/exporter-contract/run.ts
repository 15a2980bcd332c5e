/** One exporter between start and end, before a server behind a `FaultProxy`, and the sums that must always be right. */

import assert from 'node:assert/strict';
import type {
  ContractExporter,
  ContractExporterOptions,
  ContractServer,
  ExporterAdapter,
} from './adapter.ts';
import { FaultProxy } from './fault-proxy.ts';

/** Configured as a credential, and in no line. */
const SECRET = 'c0ntract-s3cret';

const BATCH_RECORDS = 50;

type RunOptions = Partial<Pick<ContractExporterOptions, 'maxQueueBytes' | 'timeoutMs' | 'retry'>>;

export interface Sums {
  /**
   * The server may have taken what counts as dropped (its answer was not heard), and, where there are no answers, may not
   * have taken what counts as delivered.
   * @default false
   */
  unheard?: boolean;
  /** Records may have been taken twice, where the adapter says so. @default false */
  twice?: boolean;
}

export class Run implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly server: ContractServer;
  readonly proxy: FaultProxy;
  readonly exporter: ContractExporter;
  produced = 0;
  private readonly adapter: ExporterAdapter;

  private constructor(
    adapter: ExporterAdapter,
    server: ContractServer,
    proxy: FaultProxy,
    options: RunOptions,
  ) {
    this.adapter = adapter;
    this.server = server;
    this.proxy = proxy;
    this.exporter = adapter.startExporter({
      port: proxy.port,
      secret: SECRET,
      batchRecords: BATCH_RECORDS,
      maxQueueBytes: 16 * 1024 * 1024,
      timeoutMs: 5_000,
      retry: { initialMs: 20, maxMs: 100 },
      report: (line) => this.lines.push(line),
      ...options,
    });
  }

  static async start(adapter: ExporterAdapter, options: RunOptions = {}): Promise<Run> {
    const server = await adapter.startServer();
    return new Run(adapter, server, await FaultProxy.start(server.port), options);
  }

  /** @param size characters of filler in each record */
  produce(count: number, size = 100): void {
    for (let i = 0; i < count; i++) this.exporter.produce(this.produced++, size);
  }

  get distinct(): number {
    return new Set(this.server.taken).size;
  }

  /** Until everything is settled, or the claim has failed. */
  async settled(timeoutMs = 8_000): Promise<void> {
    await this.exporter.flush(timeoutMs);
    const { delivered, dropped } = this.exporter.counts;
    assert.equal(delivered + dropped, this.produced, `${this.summary()}: not all settled in ${timeoutMs} ms`);
  }

  /** Delivered and dropped are what was produced, and the server has what counts as delivered. */
  async assertSums({ unheard = false, twice = false }: Sums = {}): Promise<void> {
    const { delivered, dropped } = this.exporter.counts;
    assert.equal(delivered + dropped, this.produced, this.summary());
    // Where nothing is answered, what was written may still be on its way.
    if (this.adapter.afterLostAnswer === 'unknown' && !unheard)
      await until(
        () => this.distinct >= delivered,
        () => this.summary(),
      );
    if (!unheard) assert.equal(this.distinct, delivered, this.summary());
    else if (this.adapter.afterLostAnswer !== 'unknown')
      assert.ok(this.distinct >= delivered, this.summary());
    if (!twice || this.adapter.afterLostAnswer !== 'twice')
      assert.equal(this.server.taken.length, this.distinct, `${this.summary()}: some were taken twice`);
    assert.deepEqual(this.server.errors, []);
    for (const line of this.lines) assert.ok(!line.includes(SECRET), line);
  }

  /** The exporter said something that the pattern matches. */
  assertSaid(pattern: RegExp): void {
    assert.ok(
      this.lines.some((line) => pattern.test(line)),
      `nobody said ${pattern}:\n${this.lines.join('\n')}`,
    );
  }

  summary(): string {
    const { delivered, dropped } = this.exporter.counts;
    const { taken, requests } = this.server;
    const said = this.lines.map((line) => `\n  ${line}`).join('');
    return `produced ${this.produced}, counted ${delivered} delivered and ${dropped} dropped, the server took ${taken.length} (${this.distinct} distinct) in ${requests.length} requests${said}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.exporter.shutdown(50);
    await this.proxy.stop();
    await this.server.close();
  }
}

/** Resolves as soon as the condition holds; fails after 10 s. */
export async function until(condition: () => boolean, failure: () => string): Promise<void> {
  const end = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited 10 s: ${failure()}`);
    await delay(5);
  }
}

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
