/** The application's log record processors: what one throws reaches neither the application nor the next of them. */

import { diag } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { setTimeout } from '@waymark/delivery/builtins';
import type { StartOptions } from '../types.ts';

export function appLogProcessors({ logRecordProcessors = [] }: StartOptions): LogRecordProcessor[] {
  return logRecordProcessors.map((processor) => ({
    onEmit(record, context) {
      try {
        processor.onEmit(record, context);
      } catch (error) {
        diag.error('A log record processor failed', error);
      }
    },
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  }));
}

/** Asks each of them to hand over what it holds, or to end; waits `timeoutMillis` at most. Never rejects. */
export async function settleLogProcessors(
  { logRecordProcessors = [] }: StartOptions,
  what: 'forceFlush' | 'shutdown',
  timeoutMillis: number,
): Promise<void> {
  if (logRecordProcessors.length === 0) return;
  const settled = Promise.allSettled(logRecordProcessors.map(async (processor) => processor[what]()));
  await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, timeoutMillis).unref())]);
}
