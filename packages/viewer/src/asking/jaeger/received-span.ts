/** A span as Jaeger's collector hands it to its store: what it corrects when a span arrives. */

import type { StoredSpan } from '../../store/telemetry-store.ts';
import { timeText } from './go/time.ts';

export interface Times {
  start: bigint;
  end: bigint;
  warnings: string[];
}

/** As its sender has it, and never before its start. */
export function sentTimes({ span }: Pick<StoredSpan, 'span'>): Times {
  const [start, end] = [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)];
  return { start, end: end < start ? start : end, warnings: [] };
}

/** A span that does not end after it starts ends a nanosecond after, and says so. */
export function receivedTimes({ span }: Pick<StoredSpan, 'span'>): Times {
  const [start, end] = [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)];
  if (end > start) return { start, end, warnings: [] };
  const adjusted = start + 1n;
  const told = `Original end timestamp: ${timeText(end)}, adjusted to: ${timeText(adjusted)}`;
  return {
    start,
    end: adjusted,
    warnings: [`Negative duration detected, sanitizing end timestamp. ${told}`],
  };
}
