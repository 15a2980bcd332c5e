/** What nobody catches is told of before it ends the process. It only watches: what becomes of the process is up to Node and the application. */

import type { LogOptions } from '@waymark/logs';
import { loadChunk } from '../chunks/load.ts';
import type { LastWords } from './last-words.ts';

/**
 * @param marksSpans whether the span that it was thrown in is to have the error as its status
 * @returns what stops watching
 */
export function watchUncaught(log: LogOptions, marksSpans: boolean): () => void {
  let words: LastWords | undefined;
  const onUncaught = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin) => {
    try {
      words ??= new (loadChunk('last-words').LastWords)(log, marksSpans);
      words.tell(error, origin);
    } catch {
      // A monitor that throws would end the process with its own error instead of the application's.
    }
  };
  process.on('uncaughtExceptionMonitor', onUncaught);
  return () => process.removeListener('uncaughtExceptionMonitor', onUncaught);
}
