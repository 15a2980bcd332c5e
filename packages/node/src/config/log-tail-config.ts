/** Which log lines wait for their request to fail, or leave at all: few set it, and so what reads it is no part of what each start loads. */

import { loadChunk } from '../chunks/load.ts';
import type { EnvReader } from './env-reader.ts';

export interface LogTailConfig {
  /**
   * What becomes of lines below the level: they are dropped (`off`), or kept until their request fails, is slow or logs an error
   * (`on`). With `debug`, lines are kept as well that their logger's own level keeps out.
   */
  readonly mode: 'off' | 'on' | 'debug';
  /** Least level of lines that leave at once. @default 'info' with a tail, else 'trace' */
  readonly level: LogLevel;
  /** Milliseconds from which on a request is slow; 0 is never. @default 5000 */
  readonly slowMillis: number;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';
export type ReadLogTail = (reader: EnvReader) => LogTailConfig | undefined;

export const LOG_TAIL = 'WAYMARK_LOG_TAIL';
export const LOG_EXPORT_LEVEL = 'WAYMARK_LOG_EXPORT_LEVEL';
export const LOG_TAIL_SLOW = 'WAYMARK_LOG_TAIL_SLOW';

/**
 * Undefined where all lines leave.
 * @param read called where one of the variables is set. @default that of a chunk
 */
export function readLogTail(
  reader: EnvReader,
  read: ReadLogTail = (of) => loadChunk('log-tail-config').readLogTailOptions(of),
): LogTailConfig | undefined {
  const names = [LOG_TAIL, LOG_EXPORT_LEVEL, LOG_TAIL_SLOW];
  return names.some((name) => reader.text(name) !== undefined) ? read(reader) : undefined;
}
