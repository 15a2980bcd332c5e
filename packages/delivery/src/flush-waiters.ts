/** Those who wait for a flush. Each keeps the process alive until it is over, by its timer. */

import { clearTimeout, now, setTimeout } from './builtins.ts';

export interface FlushWait {
  /** How many batches it waits for, and the last one's place in the order of arrival. */
  unsettled: number;
  upTo: number;
  timeoutMs: number;
  endOnRefusal?: boolean;
  /** Called once, when it is over. */
  onEnd?: () => void;
}

interface Waiter {
  unsettled: number;
  upTo: number;
  /** When its time is over, or undefined when it waits however futile that is. */
  impatientUntil: number | undefined;
  end(): void;
}

/** Longest delay that a timer takes; a longer one would fire at once, with a warning. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class FlushWaiters {
  private readonly waiters = new Set<Waiter>();

  get some(): boolean {
    return this.waiters.size > 0;
  }

  /** Resolves when all that it waits for is settled or its time is over. Never rejects. */
  wait({ unsettled, upTo, timeoutMs, endOnRefusal = false, onEnd }: FlushWait): Promise<void> {
    return new Promise((resolve) => {
      const limit = Math.min(Math.max(timeoutMs || 0, 0), LONGEST_TIMER);
      const end = () => {
        clearTimeout(timer);
        if (this.waiters.delete(waiter)) onEnd?.();
        resolve();
      };
      const timer = setTimeout(end, limit);
      const impatientUntil = endOnRefusal ? now() + limit : undefined;
      const waiter: Waiter = { unsettled, upTo, impatientUntil, end };
      this.waiters.add(waiter);
    });
  }

  /** The batch is delivered, dropped or taken. */
  settled(sequence: number): void {
    for (const waiter of this.waiters) {
      if (sequence <= waiter.upTo && --waiter.unsettled === 0) waiter.end();
    }
  }

  /** Nothing will happen for `waitMs` (infinite: nobody listens): ends those who need not wait for that. */
  futileFor(waitMs: number): void {
    for (const waiter of this.waiters) {
      if (waiter.impatientUntil !== undefined && now() + waitMs >= waiter.impatientUntil) waiter.end();
    }
  }
}
