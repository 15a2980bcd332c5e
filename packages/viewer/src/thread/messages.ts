/** What passes between the thread that has the ports and the one that has the store. */

import type { Answer } from '../asking/answer.ts';
import type { BodyFormat, IntakeSignal, TakeOutcome } from '../receiving/intake.ts';
import type { ReadingMethod } from '../store/reading.ts';

/** The options of a store, as they can be sent. */
export interface StoreOptions {
  /** File to keep the data in. @default ':memory:' */
  path?: string;
  /** Opens an existing file without changing it. @default false */
  readOnly?: boolean;
  /** What the file, or the memory, may hold: the oldest data goes to stay below. @default 1 GiB, in memory 256 MiB */
  maxBytes?: number;
  /** Older data goes. @default none does by its age */
  maxAgeMs?: number;
}

/** A task and its number; the answer carries the same. The body of `take` is moved, not copied. */
export type Task = { id: number } & (
  | { take: { signal: IntakeSignal; format: BodyFormat; body: Uint8Array } }
  | { ask: { method: string; path: string; search: string; body?: Uint8Array | undefined } }
  | { call: { method: ReadingMethod; args: unknown[] } }
  | { close: true }
);

export type FromWorker =
  | { done: number; value: TakeOutcome | SentAnswer | unknown }
  | { failed: number; error: Error }
  | { changed: true };

/** Its body is moved, not copied. */
export interface SentAnswer extends Answer {
  body: Uint8Array;
}
