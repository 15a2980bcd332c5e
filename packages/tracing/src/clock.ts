/**
 * Time as milliseconds since the epoch, in one double: 0.25 us fine, and nothing to allocate.
 *
 * Durations come from the monotonic clock. The wall clock enters through an anchor: the epoch time at which the
 * monotonic clock read zero. RATIONALE.md, "What happens when the wall clock is set?"
 */

/** How far the two clocks may drift apart before the anchor is taken anew, in milliseconds. */
const TOLERANCE_MS = 5;

/** `Date.now()` drops the fraction: half a millisecond is its expected error. */
const TRUNCATION_MS = 0.5;

export class Clock {
  /** Epoch milliseconds at which the monotonic clock read zero. Add a monotonic reading to it. */
  anchor: number;
  private readonly monotonicNow: () => number;
  private readonly wallNow: () => number;

  /** The functions are captured, so that an app's fake timers do not reach its traces. */
  constructor(monotonicNow: () => number, wallNow: () => number, anchor: number) {
    this.monotonicNow = monotonicNow;
    this.wallNow = wallNow;
    this.anchor = anchor;
  }

  /** Milliseconds since the process started; never steps back. */
  monotonic(): number {
    return this.monotonicNow();
  }

  /** Epoch milliseconds, checked against the wall clock: after a step or a suspension it is right again. */
  now(): number {
    const now = this.anchor + this.monotonicNow();
    const drift = this.wallNow() - now;
    if (drift < TOLERANCE_MS && drift > -TOLERANCE_MS) return now;
    return this.resync();
  }

  private resync(): number {
    const monotonic = this.monotonicNow();
    const wall = this.wallNow() + TRUNCATION_MS;
    this.anchor = wall - monotonic;
    return wall;
  }
}

/** The process's clock. */
export const clock: Clock = new Clock(performance.now.bind(performance), Date.now, performance.timeOrigin);
