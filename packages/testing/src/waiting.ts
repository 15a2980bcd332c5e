/** Waiting for a condition, not for time. */

/**
 * Resolves once `reached()` holds, which is asked now and whenever the owner calls the checks in `waiting`.
 * Rejects after `timeoutMs` with `failure()`; the error points at the test's own line.
 * The timer keeps the process alive meanwhile, so that a test never ends undecided.
 */
export async function waitUntil(
  waiting: Set<() => void>,
  reached: () => boolean,
  timeoutMs: number,
  failure: () => string,
): Promise<void> {
  if (reached()) return;
  const timedOut = new Error();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const check = () => {
    try {
      if (reached()) resolve();
    } catch (error) {
      reject(error);
    }
  };
  const timer = setTimeout(() => {
    timedOut.message = failure();
    timedOut.stack = `Error: ${timedOut.message}\n${timedOut.stack?.replace(/^Error\n/, '')}`;
    reject(timedOut);
  }, timeoutMs);
  waiting.add(check);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    waiting.delete(check);
  }
}
