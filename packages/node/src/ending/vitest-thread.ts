/** vitest's pool of threads terminates each when its files are done, and a thread that is terminated emits no event. */

/** What vitest keeps for its own runtime while a thread runs tests. */
interface VitestWorker {
  /** Waited for before the thread is terminated. */
  onCleanup?(listener: () => Promise<void>): void;
}

/** Has vitest wait for `flush` before it ends this thread, if it is one of vitest's and knows how to wait. */
export function beforeVitestEnds(flush: () => Promise<void>): void {
  (globalThis as { __vitest_worker__?: VitestWorker }).__vitest_worker__?.onCleanup?.(flush);
}
