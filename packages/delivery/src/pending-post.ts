/** A batch that leaves the process on another way than its queue's: `deliverSync` at exit. */

import type { TargetElsewhere } from './destination.ts';
import type { Outcome } from './verdict.ts';

export interface PendingPost {
  readonly target: TargetElsewhere;
  readonly body: Buffer;
  readonly encoding: 'gzip' | undefined;
  readonly records: number;
  /** Tells the queue, once, what became of it. Returns how many records were delivered; the rest are dropped. */
  settle(outcome: Outcome): number;
}
