/**
 * Trace and span ids as slices of one pooled hex string: about 50 ns an id, where hex-encoding each of them
 * costs over 100.
 */

import { fillRandom } from './entropy.ts';

/** The shape of `@opentelemetry/sdk-trace`'s `IdGenerator`. Both ids are lowercase hex, never all zeros. */
export interface IdGenerator {
  /** 32 characters. */
  generateTraceId(): string;
  /** 16 characters. */
  generateSpanId(): string;
  /**
   * Whether the last seven bytes of trace ids are random, so that the traces may say so (W3C Trace Context level 2).
   * @default false
   */
  readonly hasRandomTraceIds?: boolean;
}

/**
 * Bytes of entropy drawn at a time. A slice keeps the whole string alive, and a span the bytes as well, so that each idle
 * connection can cost three times this many. RATIONALE.md, "Why are ids not made by `node:crypto`?"
 */
const POOL_BYTES = 512;

const INVALID_TRACE_ID = '0'.repeat(32);
const INVALID_SPAN_ID = '0'.repeat(16);

type RandomFill = (buffer: Buffer) => unknown;

export class RandomIdGenerator implements IdGenerator {
  /** Those of the last id, and of others. Once drawn, they are not written again. */
  bytes: Uint8Array = Buffer.alloc(0);
  /** Where in {@link bytes} the last id ends. */
  end = 0;
  private readonly fill: RandomFill;
  private hex = '';

  /** `fill` writes random bytes over a whole buffer. @default `fillRandom` */
  constructor(fill: RandomFill = fillRandom) {
    this.fill = fill;
  }

  generateTraceId(): string {
    let id = this.take(16);
    while (id === INVALID_TRACE_ID) id = this.take(16);
    return id;
  }

  generateSpanId(): string {
    let id = this.take(8);
    while (id === INVALID_SPAN_ID) id = this.take(8);
    return id;
  }

  /** Draws the first pool now, so that the first span does not wait for its seed. */
  prepare(): void {
    if (this.hex === '') this.refill();
  }

  private take(length: number): string {
    if (this.end + length > this.bytes.length) this.refill();
    const start = this.end;
    this.end = start + length;
    return this.hex.slice(2 * start, 2 * this.end);
  }

  private refill(): void {
    const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
    this.fill(pool);
    this.bytes = pool;
    this.hex = pool.toString('hex');
    this.end = 0;
  }
}

/**
 * The generator again, if its bytes are sure to be those of its ids: an heir, or one whose methods somebody has replaced, may
 * make others of them.
 */
export function withBytes(ids: IdGenerator): RandomIdGenerator | undefined {
  const own = RandomIdGenerator.prototype;
  const isOurs =
    Object.getPrototypeOf(ids) === own &&
    ids.generateTraceId === own.generateTraceId &&
    ids.generateSpanId === own.generateSpanId;
  return isOurs ? (ids as RandomIdGenerator) : undefined;
}
