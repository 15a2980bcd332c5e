/**
 * The options of a start, which a configuration module completes while the hooks already watch what it loads. Everybody holds
 * the one object `values`, and nobody reads it before it is complete.
 */

import type { InstrumentationsConfig } from '../config/instrumentations-config.ts';
import type { StartOptions } from '../types.ts';

export class LateOptions {
  readonly values: { -readonly [K in keyof StartOptions]: StartOptions[K] };
  /** Options by instrumentation, those from code over those of the environment. */
  readonly instrumentations: Record<string, Readonly<Record<string, unknown>>>;
  /** What waits for the options; `undefined` once they are complete. */
  #waiting: (() => void)[] | undefined;

  /** @param complete whether no more will come */
  constructor(given: StartOptions, { options }: InstrumentationsConfig, complete: boolean) {
    this.values = { ...given };
    this.instrumentations = { ...options };
    this.#waiting = complete ? undefined : [];
    this.#takeInstrumentations(given);
  }

  get complete(): boolean {
    return this.#waiting === undefined;
  }

  /** Acts at once, or as soon as the options are complete. */
  whenComplete(act: () => void): void {
    if (this.#waiting === undefined) act();
    else this.#waiting.push(act);
  }

  /** Takes the last of them; what was given before wins. Then does what waited. */
  add(more: StartOptions): void {
    const given = { ...this.values };
    Object.assign(this.values, more, given);
    this.#takeInstrumentations(more);
    this.#takeInstrumentations(given);
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const act of waiting) act();
  }

  #takeInstrumentations({ instrumentationOptions = {} }: StartOptions): void {
    for (const [name, options] of Object.entries(instrumentationOptions))
      this.instrumentations[name] = { ...this.instrumentations[name], ...options };
  }
}
