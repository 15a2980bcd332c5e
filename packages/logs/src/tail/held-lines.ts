/**
 * Lines that wait for their request to fail: in the order in which they were written, by request and in all, within bounds of
 * number, bytes and age. The oldest make room.
 */
import type { Context, Span } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

export interface TailLimits {
  /** Lines that one request may hold. @default 256 */
  readonly requestRecords: number;
  /** Bytes that those may have, about. @default 262144 */
  readonly requestBytes: number;
  /** Lines of all requests together. @default 16384 */
  readonly records: number;
  /** Bytes of all of them, about. @default 8388608 */
  readonly bytes: number;
  /** Milliseconds that a line waits at most. @default 60000 */
  readonly ageMillis: number;
}

export const TAIL_LIMITS: TailLimits = {
  requestRecords: 256,
  requestBytes: 256 * 1024,
  records: 16_384,
  bytes: 8 * 1024 * 1024,
  ageMillis: 60_000,
};

/** Why a line made room: its request holds too many, or too much; all requests together do; it has waited too long. */
export type Crowded = 'records' | 'bytes' | 'full' | 'age';

export interface HeldLine {
  readonly record: ReadableLogRecord;
  /** In which it was written. */
  readonly ctx: Context;
  readonly ring: Ring;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of the same request. */
  next: HeldLine | undefined;
  /** Of all requests. */
  older: HeldLine | undefined;
  newer: HeldLine | undefined;
}

/** What one request holds, and what has become of it. */
export class Ring {
  /** The span of the request, or of a job: the first of its trace in this process. */
  readonly root: Span;
  oldest: HeldLine | undefined = undefined;
  newest: HeldLine | undefined = undefined;
  records = 0;
  bytes = 0;
  /** Lines that made room. */
  lost = 0;
  /** Lines that left. */
  released = 0;
  /** Why its lines leave. */
  reason: string | undefined = undefined;
  isEnded = false;

  constructor(root: Span) {
    this.root = root;
  }
}

export class HeldLines {
  /** The requests that hold any. */
  readonly rings = new Set<Ring>();
  records = 0;
  bytes = 0;
  readonly #limits: TailLimits;
  readonly #onLost: (why: Crowded) => void;
  #oldest: HeldLine | undefined;
  #newest: HeldLine | undefined;

  /** @param onLost called for each line that makes room */
  constructor(limits: TailLimits, onLost: (why: Crowded) => void) {
    this.#limits = limits;
    this.#onLost = onLost;
  }

  /** Puts a line behind the others of its request. One that exceeds a bound by itself is lost at once, alone. */
  hold(ring: Ring, record: ReadableLogRecord, ctx: Context, bytes: number, at: number): void {
    const { requestRecords, requestBytes, records, bytes: allBytes } = this.#limits;
    this.expire(at);
    if (bytes > requestBytes || bytes > allBytes) {
      ring.lost++;
      this.#onLost('bytes');
      return;
    }
    this.#append({ record, ctx, ring, bytes, at, next: undefined, older: this.#newest, newer: undefined });
    while (ring.records > requestRecords) this.#lose(ring, 'records');
    while (ring.bytes > requestBytes) this.#lose(ring, 'bytes');
    while (this.records > records || this.bytes > allBytes) this.#lose(this.#oldest!.ring, 'full');
  }

  /** Lets go of what has waited too long. */
  expire(now: number): void {
    const since = now - this.#limits.ageMillis;
    while (this.#oldest !== undefined && this.#oldest.at < since) this.#lose(this.#oldest.ring, 'age');
  }

  /** Takes out the lines of a request, in their order. */
  take(ring: Ring): HeldLine[] {
    const lines: HeldLine[] = [];
    while (ring.oldest !== undefined) lines.push(this.#removeFirst(ring));
    return lines;
  }

  #lose(ring: Ring, why: Crowded): void {
    this.#removeFirst(ring);
    ring.lost++;
    this.#onLost(why);
  }

  #append(line: HeldLine): void {
    const { ring } = line;
    if (ring.newest === undefined) {
      ring.oldest = line;
      this.rings.add(ring);
    } else {
      ring.newest.next = line;
    }
    ring.newest = line;
    ring.records++;
    ring.bytes += line.bytes;
    if (this.#newest === undefined) this.#oldest = line;
    else this.#newest.newer = line;
    this.#newest = line;
    this.records++;
    this.bytes += line.bytes;
  }

  /** Of a request: the oldest line of all is the first of its request, too, since both orders are that of writing. */
  #removeFirst(ring: Ring): HeldLine {
    const line = ring.oldest!;
    ring.oldest = line.next;
    if (ring.oldest === undefined) {
      ring.newest = undefined;
      this.rings.delete(ring);
    }
    ring.records--;
    ring.bytes -= line.bytes;
    if (line.older === undefined) this.#oldest = line.newer;
    else line.older.newer = line.newer;
    if (line.newer === undefined) this.#newest = line.older;
    else line.newer.older = line.older;
    this.records--;
    this.bytes -= line.bytes;
    return line;
  }
}
