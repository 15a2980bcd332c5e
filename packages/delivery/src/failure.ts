/** An error that is known by its code, as Node's own are. */
export interface Failure extends Error {
  code: string;
  /** For a line on stderr, where the code does not say enough: our own words, never a server's. */
  why?: string;
  /** Of several servers, which had the trouble: `tls://logs-b.internal:24224`. */
  at?: string;
}

/** What a transport rejects with when there is no complete answer. @param why in our own words, never a server's */
export function failure(code: string, why?: string): Failure {
  return Object.assign(new Error(code), why === undefined ? { code } : { code, why });
}

/** Whether the other side is gone. */
export function isReset(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** The time was over, with an attempt under way or before there was one. */
export const NOT_IN_TIME = failure('ETIMEDOUT');
