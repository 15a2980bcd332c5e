/** The API's three ways to say when, as epoch milliseconds, and the way back to `HrTime`. */
import type { HrTime, TimeInput } from '@opentelemetry/api';
import { clock } from './clock.ts';

/**
 * Epoch milliseconds of a time that the app gave, or `undefined` for anything that is no time, so that the
 * caller falls back to now. A number not above the monotonic clock is a reading of `performance.now()`, as
 * upstream takes it; `anchor` turns it into epoch time.
 */
export function epochMs(input: unknown, anchor: number): number | undefined {
  if (typeof input === 'number') {
    if (!Number.isFinite(input)) return undefined;
    return input <= clock.monotonic() ? anchor + input : input;
  }
  if (isHrTime(input)) return input[0] * 1000 + input[1] / 1e6;
  const date = input instanceof Date ? input.getTime() : Number.NaN;
  return Number.isFinite(date) ? date : undefined;
}

export function isTimeInput(value: unknown): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || isHrTime(value);
}

export function isHrTime(value: unknown): value is HrTime {
  return Array.isArray(value) && value.length === 2 && Number.isFinite(value[0]) && Number.isFinite(value[1]);
}

/** `[seconds, nanoseconds]`, the nanoseconds always below 1e9. */
export function hrTime(ms: number): HrTime {
  const seconds = Math.trunc(ms / 1000);
  const nanos = Math.round((ms - seconds * 1000) * 1e6);
  return nanos === 1e9 ? [seconds + 1, 0] : [seconds, nanos];
}
