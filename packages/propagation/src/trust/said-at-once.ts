/** What a function that decides about requests has said. */

/**
 * Whether it said `true`, and nothing else. Throws at a promise: nobody waits for it, and what it rejects with is taken here, for
 * nobody else does, and Node would end the process.
 */
export function isTrue(said: unknown): boolean {
  if (!isThenable(said)) return said === true;
  Promise.resolve(said).catch(() => {});
  throw new TypeError('the function must answer at once, and gave a promise');
}

function isThenable(said: unknown): boolean {
  return typeof (said as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
