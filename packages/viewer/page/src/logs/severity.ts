/** Severities as people know them: OTLP's 24 numbers are six names of four each. */

import { SEVERITIES } from '../../../src/asking/waymark/filter/log-filter.ts';

export type Level = 'none' | 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

export function levelOf(severityNumber: number): Level {
  return (SEVERITIES[Math.ceil(severityNumber / 4) - 1] as Level | undefined) ?? 'none';
}

/** What stands in the list: the sender's own word where there is no number. */
export function levelText(severityNumber: number, severityText: string): string {
  const level = levelOf(severityNumber);
  return level === 'none' ? severityText || '–' : level.toUpperCase();
}
