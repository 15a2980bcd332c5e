/** The batches that wait, within bounds: the oldest make room for new ones. */

import { Fifo } from './fifo.ts';

/** Encoded telemetry for one request. The queue owns `body` from then on: it must not be written to. */
export interface Batch {
  body: Buffer;
  /** Spans or log records in it, for the accounting. */
  records: number;
  /** Set when `body` is compressed. */
  encoding?: 'gzip' | undefined;
}

/** A batch on its way. */
export interface Entry extends Batch {
  /** Order of arrival. */
  readonly sequence: number;
  /** When the first attempt failed, in milliseconds of `now()`. */
  firstFailure: number | undefined;
  /** Delivered, dropped or taken: no flush waits for it any more. */
  settled: boolean;
}

export interface BacklogLimits {
  bytes: number;
  records: number;
}

export class Backlog {
  private readonly limits: BacklogLimits;
  private readonly entries = new Fifo<Entry>();
  private heldBytes = 0;
  private heldRecords = 0;

  constructor(limits: BacklogLimits) {
    this.limits = limits;
  }

  get length(): number {
    return this.entries.length;
  }

  get bytes(): number {
    return this.heldBytes;
  }

  get records(): number {
    return this.heldRecords;
  }

  /** Adds the newest. `bytesElsewhere` (in flight) count too. Returns what had to go for it, maybe itself. */
  push(entry: Entry, bytesElsewhere: number): Entry[] {
    const room = this.limits.bytes - bytesElsewhere - entry.body.length;
    if (room < 0 || entry.records > this.limits.records) return [entry];
    const gone = this.trim(room, this.limits.records - entry.records);
    this.entries.push(entry);
    this.count(entry, 1);
    return gone;
  }

  /** Puts one back, before those that came after it. Returns what had to go for it, maybe itself. */
  unshift(entry: Entry): Entry[] {
    // Of those in flight together, some that are older may be back already.
    const older: Entry[] = [];
    while ((this.entries.first?.sequence ?? entry.sequence) < entry.sequence)
      older.push(this.entries.shift()!);
    this.entries.unshift(entry);
    for (const each of older.reverse()) this.entries.unshift(each);
    this.count(entry, 1);
    return this.trim(this.limits.bytes, this.limits.records);
  }

  /** Takes the oldest. */
  shift(): Entry | undefined {
    const entry = this.entries.shift();
    if (entry !== undefined) this.count(entry, -1);
    return entry;
  }

  /** Takes all, oldest first. */
  clear(): Entry[] {
    return this.trim(-1, -1);
  }

  private trim(bytes: number, records: number): Entry[] {
    const gone: Entry[] = [];
    while (this.heldBytes > bytes || this.heldRecords > records) {
      const oldest = this.shift();
      if (oldest === undefined) break;
      gone.push(oldest);
    }
    return gone;
  }

  private count(entry: Entry, sign: 1 | -1): void {
    this.heldBytes += sign * entry.body.length;
    this.heldRecords += sign * entry.records;
  }
}
