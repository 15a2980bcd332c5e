/**
 * What takes secrets out of what leaves: made when something first does, or in a quiet moment of a server's start. To load it
 * before would have the first answer wait.
 */

import { setTimeout } from '@waymark/delivery/builtins';
import { loadChunk } from '../chunks/load.ts';
import type { RedactionConfig } from '../config/redaction-config.ts';
import type { LateOptions } from '../options/late-options.ts';
import type { RedactionOptions } from '../types.ts';
import type { Redaction } from './redaction.ts';

/** A start is over by then, in milliseconds. */
const QUIET_MS = 100;

export class LazyRedaction {
  readonly #config: RedactionConfig;
  readonly #options: LateOptions;
  #made: Redaction | undefined;

  constructor(config: RedactionConfig, options: LateOptions) {
    this.#config = config;
    this.#options = options;
    // Patterns that would take ever longer are told of at the start, as every bad setting is.
    options.whenComplete(() => {
      if (this.#settings.rules !== undefined) this.get();
    });
  }

  /** As it is known so far: a configuration module may turn it off yet. */
  get isOn(): boolean {
    return this.#config.enabled && this.#options.values.redaction !== false;
  }

  /** `undefined` where nothing is taken out. Made anew for whoever asks before the options are complete. */
  get(): Redaction | undefined {
    if (!this.isOn) return undefined;
    const made = this.#made ?? this.#make();
    if (this.#options.complete) this.#made = made;
    return made;
  }

  /** For a server, whose requests should not find it missing. */
  soon(): void {
    if (this.isOn) setTimeout(() => this.get(), QUIET_MS).unref();
  }

  #make(): Redaction {
    return new (loadChunk('redaction').Redaction)(this.#settings);
  }

  /** Each member from code stands in for its variable. */
  get #settings(): RedactionOptions {
    return { ...this.#config.options, ...(this.#options.values.redaction || {}) };
  }
}
