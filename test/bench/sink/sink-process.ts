/** Starts the sink in a process of its own and asks it what arrived. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Arrived } from './arrived.ts';

export interface Sink {
  url: string;
  count(): Promise<Arrived>;
  reset(): Promise<void>;
  /**
   * Resolves when nothing more comes by itself: after `enough` or `patience`, of whoever sends by a timer, once 50 ms bring
   * nothing. A flush of a long queue makes upstream's exporter refuse a part of it.
   */
  settle(enough?: (arrived: Arrived) => boolean, patience?: number): Promise<void>;
  /** Resolves with what arrived once `enough` says so, and after `patience` (20 s) in any case. */
  waitFor(enough: (arrived: Arrived) => boolean, patience?: number): Promise<Arrived>;
  close(): void;
}

const POLL_MS = 50;
const PATIENCE_MS = 20_000;

export async function startSink(): Promise<Sink> {
  const child = fork(join(import.meta.dirname, 'sink.ts'), { stdio: 'inherit' });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];

  async function ask(question: 'count' | 'reset'): Promise<Arrived> {
    const answer = once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
    child.send(question);
    return (await answer)[0] as Arrived;
  }

  async function waitFor(enough: (arrived: Arrived) => boolean, patience = PATIENCE_MS): Promise<Arrived> {
    const until = Date.now() + patience;
    for (;;) {
      const arrived = await ask('count');
      if (enough(arrived) || Date.now() > until) return arrived;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async function settle(
    enough: (arrived: Arrived) => boolean = () => true,
    patience?: number,
  ): Promise<void> {
    await waitFor(enough, patience);
    for (let before = -1, now = 0; before !== now; ) {
      before = now;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const { spans, records } = await ask('count');
      now = spans + records;
    }
  }

  return {
    url,
    settle,
    waitFor,
    count: () => ask('count'),
    reset: async () => void (await ask('reset')),
    close: () => void child.disconnect(),
  };
}
