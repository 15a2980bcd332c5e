/**
 * Trace and span ids as slices of one pooled hex string: about 30 ns an id, where hex-encoding each of them
 * costs over 100.
 */

import { fillRandom } from './entropy.ts';

/** The shape of `@opentelemetry/sdk-trace`'s `IdGenerator`. Both ids are lowercase hex, never all zeros. */
export interface IdGenerator {
  /** 32 characters. */
  generateTraceId(): string;
  /** 16 characters. */
  generateSpanId(): string;
}

/**
 * Bytes of entropy drawn at a time. A slice keeps the whole string alive, so an id that the app keeps can
 * cost twice this many bytes: larger pools are faster by little and keep more.
 */
const POOL_BYTES = 2048;

const INVALID_TRACE_ID = '0'.repeat(32);
const INVALID_SPAN_ID = '0'.repeat(16);

type RandomFill = (buffer: Buffer) => unknown;

export class RandomIdGenerator implements IdGenerator {
  private readonly pool: Buffer;
  private readonly fill: RandomFill;
  private hex = '';
  private position = 0;

  /** `fill` writes random bytes over a whole buffer. @default `fillRandom` */
  constructor(fill: RandomFill = fillRandom) {
    this.fill = fill;
    this.pool = Buffer.alloc(POOL_BYTES);
  }

  generateTraceId(): string {
    let id = this.take(32);
    while (id === INVALID_TRACE_ID) id = this.take(32);
    return id;
  }

  generateSpanId(): string {
    let id = this.take(16);
    while (id === INVALID_SPAN_ID) id = this.take(16);
    return id;
  }

  /** Draws the first pool now, so that the first span does not wait for its seed. */
  prepare(): void {
    if (this.hex === '') this.refill();
  }

  private take(length: number): string {
    if (this.position + length > this.hex.length) this.refill();
    const start = this.position;
    this.position = start + length;
    return this.hex.slice(start, start + length);
  }

  private refill(): void {
    this.fill(this.pool);
    this.hex = this.pool.toString('hex');
    this.position = 0;
  }
}
