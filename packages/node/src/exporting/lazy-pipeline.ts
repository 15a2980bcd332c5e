/** The export pipeline of a process that may have nothing to export: it loads with what will soon make a record. */

import type { Delivery } from '../ending/exit.ts';
import type { ExportPipeline } from './export-pipeline.ts';

export class LazyPipeline implements Delivery {
  readonly #load: () => ExportPipeline;
  #onUse = () => {};
  #loaded: ExportPipeline | undefined;

  constructor(load: () => ExportPipeline) {
    this.#load = load;
  }

  get(): ExportPipeline {
    this.#loaded ??= this.#prepare(this.#load());
    return this.#loaded;
  }

  #prepare(pipeline: ExportPipeline): ExportPipeline {
    pipeline.whenUsed(() => this.#onUse());
    return pipeline;
  }

  whenUsed(callback: () => void): void {
    this.#onUse = callback;
  }

  readonly used = (): void => this.get().used();

  ending(): void {
    this.#loaded?.ending();
  }

  /** Without it nothing was kept: whoever keeps a record has said so to {@link used}. */
  pending(): boolean {
    return this.#loaded?.pending() ?? false;
  }

  async flush(timeoutMillis: number, options?: { ending: boolean }): Promise<void> {
    await this.#loaded?.flush(timeoutMillis, options);
  }

  deliverNow(timeoutMillis: number): void {
    this.#loaded?.deliverNow(timeoutMillis);
  }

  conclude(): void {
    this.#loaded?.conclude();
  }

  async shutdown(timeoutMillis: number): Promise<void> {
    await this.#loaded?.shutdown(timeoutMillis);
  }
}
