/** What keeps the records of one signal: its open heads, and its view of the blocks in the shared file. */

import type { Taken } from '../telemetry-store.ts';
import type { BlockInfo } from './block-info.ts';
import type { JournalEntry } from './journal.ts';

export interface SignalPart {
  /**
   * Keeps what an OTLP request holds: at once, in a {@link BlockFile.change} of its own, once it is decoded. Records go into heads, requests into the journal,
   * full heads into blocks.
   * @throws DecodeError when the body is not OTLP; then nothing was changed
   */
  take(body: Uint8Array): Taken;
  /**
   * Forgets all and reads the blocks of the file: at opening, and after a transaction that was undone. {@link replay} follows
   * for each request of its signal in the journal.
   */
  reset(): void;
  /** Takes a request again, under its number; what is in blocks already is not kept twice. Inside a change, unless read-only. */
  replay(entry: JournalEntry): void;
  /** A block of its signal was dropped. Inside a change. */
  dropped(block: BlockInfo): void;
  /** Memory that its heads hold. */
  readonly headBytes: number;
  /** Seals the head that holds most; inside a change. Called while all heads together hold too much. */
  sealLargest(): void;
  /** Seals heads whose first record arrived before that; inside a change. */
  sealOld(beforeMs: number): void;
  /** Records that it keeps. */
  readonly records: number;
}
