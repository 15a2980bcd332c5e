/** When to try again. */

/** How long to wait between attempts. */
export interface RetryOptions {
  /** Wait after the first failure, doubled by each further one. @default 1000 */
  initialMs: number;
  /** Longest wait. @default 30000 */
  maxMs: number;
  /**
   * A batch that failed for this long is dropped, so that one which the server can never take does not hold up
   * those behind it for ever. @default 300000
   */
  giveUpAfterMs: number;
}

export const RETRY: RetryOptions = { initialMs: 1_000, maxMs: 30_000, giveUpAfterMs: 300_000 };

/** A server may ask for this much patience; more would be an outage that nobody notices. */
const LONGEST_RETRY_AFTER_MS = 60_000;
const SHORTEST_RETRY_AFTER_MS = 250;

/** Exponential, half of it random: many processes that lost one collector must not come back all at once. */
export function backoffMs(failures: number, retry: RetryOptions, random = Math.random()): number {
  const full = Math.min(retry.initialMs * 2 ** Math.min(failures - 1, 30), retry.maxMs);
  return full / 2 + (full / 2) * random;
}

/**
 * `Retry-After` (RFC 9110 section 10.2.3) in milliseconds, both as seconds and as a date, within 0.25 to 60 s;
 * undefined when absent or unreadable.
 */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const wanted = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wanted) ? undefined : patience(wanted);
}

/** The wait that a server asked for, in milliseconds, within 0.25 to 60 s. What is no number is the shortest. */
export function patience(wantedMs: number): number {
  return wantedMs > SHORTEST_RETRY_AFTER_MS
    ? Math.min(wantedMs, LONGEST_RETRY_AFTER_MS)
    : SHORTEST_RETRY_AFTER_MS;
}
