/** Prints a link to each trace that fails, as the viewer learns of it. */

import type { RunningViewer } from './find-viewer.ts';
import { type FailedTrace, failedTraces } from './viewer-api.ts';

const EVERY_MS = 500;
/** Links at a time: a load test with a fault in it fails a thousand times a second. */
const MOST_LINKS = 10;
/** A trace whose root may be on its way, or elsewhere for ever, waits so often: its name is that of the root. */
const PATIENCE = 3;
/** Traces that are known to have been told of. More are forgotten, oldest first, long after the list has no place for them. */
const REMEMBERED = 10_000;

export interface Watch {
  /** Looks once more, for all that has arrived by now. */
  end(): Promise<void>;
}

/** @param say prints one line */
export function watchFailures(viewer: RunningViewer, say: (line: string) => void): Watch {
  const failures = new Failures(viewer, say);
  // A viewer that does not answer this time answers the next.
  const look = (isLast: boolean) => failures.look(isLast).catch(() => {});
  let asking: Promise<void> | undefined;
  const ask = () => {
    asking ??= look(false).then(() => {
      asking = undefined;
    });
  };
  const timer = setInterval(ask, EVERY_MS).unref();
  return {
    async end() {
      clearInterval(timer);
      await asking;
      await look(true);
    },
  };
}

class Failures {
  readonly #viewer: RunningViewer;
  readonly #say: (line: string) => void;
  /** Its file may hold what failed on other days. */
  readonly #sinceMs = Date.now();
  /** How often each was seen; those that were told of have no end. */
  readonly #looks = new Map<string, number>();

  constructor(viewer: RunningViewer, say: (line: string) => void) {
    this.#viewer = viewer;
    this.#say = say;
  }

  async look(isLast: boolean): Promise<void> {
    const { url } = this.#viewer;
    const fresh = (await failedTraces(this.#viewer, this.#sinceMs))
      .filter((trace) => this.#isDue(trace, isLast))
      .reverse();
    for (const { traceId, what } of fresh.slice(0, MOST_LINKS))
      this.#say(`${printable(what)}: ${url}/traces/${traceId}`);
    const more = fresh.length - MOST_LINKS;
    if (more > 0) this.#say(`${more} more failed: ${url}/?where=status%3Derror`);
  }

  #isDue({ traceId, isNamed }: FailedTrace, isLast: boolean): boolean {
    const looks = this.#looks.get(traceId) ?? 0;
    if (looks === Number.POSITIVE_INFINITY) return false;
    const isDue = isLast || isNamed || looks >= PATIENCE;
    this.#looks.set(traceId, isDue ? Number.POSITIVE_INFINITY : looks + 1);
    if (this.#looks.size > REMEMBERED) this.#looks.delete(this.#looks.keys().next().value!);
    return isDue;
  }
}

/** Names and last words are anybody's: without what would move the cursor or turn the text around. */
const printable = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');
