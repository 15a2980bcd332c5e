/** Trace ids that are UUIDs of version 7 (RFC 9562, section 5.7) without their dashes: they carry the time and sort by it. */

import { clock } from './clock.ts';
import { type IdGenerator, RandomIdGenerator } from './random-ids.ts';

/** Hex digits of the 48 bits of the time. */
const TIME_DIGITS = 12;
const LATEST_MS = 2 ** 48 - 1;

/** The variant of the RFC in place of the first two bits of a digit. */
const VARIANT = '89ab';

/**
 * 48 bits of milliseconds, the version, 12 random bits, the variant, 62 random bits: the last seven bytes are random, as W3C
 * asks of a trace id that says so of itself. Ids of one millisecond are in no order. Span ids are random.
 */
export class UuidV7IdGenerator implements IdGenerator {
  readonly hasRandomTraceIds = true;
  private readonly random: RandomIdGenerator;
  private readonly now: () => number;
  private lastMs = -1;
  private lastTime = '';

  /**
   * @param random Where the random bits are from.
   * @param now Milliseconds since the epoch. @default the clock of spans
   */
  constructor(random: RandomIdGenerator = new RandomIdGenerator(), now: () => number = () => clock.now()) {
    this.random = random;
    this.now = now;
  }

  generateTraceId(): string {
    const random = this.random.generateTraceId();
    const variant = VARIANT[Number.parseInt(random[16]!, 16) & 3];
    return `${this.time()}7${random.slice(13, 16)}${variant}${random.slice(17)}`;
  }

  generateSpanId(): string {
    return this.random.generateSpanId();
  }

  /** As of {@link RandomIdGenerator}. */
  prepare(): void {
    this.random.prepare();
  }

  /** A clock that is no clock gives the first time or the last: still an id. */
  private time(): string {
    const ms = Math.min(Math.max(0, Math.trunc(this.now()) || 0), LATEST_MS);
    if (ms !== this.lastMs) {
      this.lastMs = ms;
      this.lastTime = ms.toString(16).padStart(TIME_DIGITS, '0');
    }
    return this.lastTime;
  }
}
