/** The variables of WAYMARK_LOG_TAIL. */

import type { LogLevel, ReadLogTail } from './log-tail-config.ts';
import { LOG_EXPORT_LEVEL, LOG_TAIL, LOG_TAIL_SLOW } from './log-tail-config.ts';

export const LOG_TAIL_MODES = ['off', 'on', 'debug'] as const;
export const LOG_EXPORT_LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];
const DEFAULT_SLOW_MS = 5000;

export const readLogTailOptions: ReadLogTail = (reader) => {
  const mode = reader.choice(LOG_TAIL, LOG_TAIL_MODES, 'off');
  const level = reader.choice(LOG_EXPORT_LEVEL, LOG_EXPORT_LEVELS, mode === 'off' ? 'trace' : 'info');
  const slowMillis = reader.millis(LOG_TAIL_SLOW, DEFAULT_SLOW_MS);
  if (mode === 'off' && reader.text(LOG_TAIL_SLOW) !== undefined)
    reader.complain(`${LOG_TAIL_SLOW} has no effect without ${LOG_TAIL}=on`);
  return mode === 'off' && level === 'trace' ? undefined : { mode, level, slowMillis };
};
