/** What is known of a block without reading it. */

import type { Signal } from '../telemetry-store.ts';

export interface BlockInfo {
  /** Grows; no two blocks of a file ever have the same while both are there. */
  id: number;
  signal: Signal;
  service: string;
  records: number;
  /** Of its sections. */
  bytes: number;
  /** Times of its earliest and its latest record. */
  firstUnixNano: bigint;
  lastUnixNano: bigint;
  /** When its newest record arrived, in milliseconds. */
  arrivedMs: number;
}

/** One that is to be added: its id and size follow. */
export type NewBlock = Omit<BlockInfo, 'id' | 'bytes'>;
