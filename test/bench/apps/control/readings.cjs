/** What an app tells of itself when the bench asks: `name: () => value`, all of it without a request. */

const { monitorEventLoopDelay, PerformanceObserver } = require('node:perf_hooks');
const { getHeapStatistics } = require('node:v8');
const flush = require('./flush.cjs');

const MIB = 2 ** 20;
const loopDelay = monitorEventLoopDelay({ resolution: 1 });
const collectionObserver = new PerformanceObserver((list) => {
  collections += list.getEntries().length;
});
let collections = 0;

module.exports = {
  flush: () => flush().then(() => true),
  watchLoop: () => loopDelay.enable(),
  /** Milliseconds that 99 of 100 turns stayed below since `watchLoop`, the millisecond of its timer included. */
  loopDelayP99: () => {
    loopDelay.disable();
    return loopDelay.percentile(99) / 1e6;
  },
  /** MiB after a forced collection: resident, and what JavaScript holds, buffers included. */
  memory: async () => {
    for (let times = 0; times < 3; times++) {
      global.gc();
      await turn();
    }
    const { rss, heapUsed, external } = process.memoryUsage();
    return { resident: rss / MIB, heap: (heapUsed + external) / MIB };
  },
  /** Bytes on the heap right after a collection. */
  heapEmptied: async () => {
    collectionObserver.disconnect();
    global.gc();
    await turn();
    collections = 0;
    collectionObserver.observe({ entryTypes: ['gc'] });
    return getHeapStatistics().used_heap_size;
  },
  /** Bytes on the heap now, and how many collections there were since `heapEmptied`. */
  heapFilled: async () => {
    const bytes = getHeapStatistics().used_heap_size;
    await turn();
    return { bytes, collections };
  },
};

/** An observer hears of a collection a little later. */
function turn() {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
