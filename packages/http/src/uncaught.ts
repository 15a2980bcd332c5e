/**
 * Learns which error an exception that passes through our code is, without catching it.
 *
 * A `catch` that throws on makes V8 report the place of that second `throw`: Node would print a line of this package as
 * the source of the app's error. A `finally` leaves the place alone, but does not see the error. Whoever unwinds says so
 * here; if the exception then ends up uncaught, still in the same turn, Node's monitor event brings it.
 */

import type { Context } from '@opentelemetry/api';

interface Unwinding {
  readonly context: Context;
  readonly fail: (error: unknown) => void;
}

/** Of the exception that is unwinding now, innermost first. */
let unwinding: Unwinding[] = [];
let monitoring = false;

/** For a monitor of uncaught exceptions: what was active where the present one was thrown, if it passed through our code. */
export function unwindingContext(): Context | undefined {
  return unwinding[0]?.context;
}

/**
 * Calls `fail` with the error if the exception that is passing through the caller's `finally` reaches nobody. Nothing
 * happens when the app catches it. Never throws, for that would replace the app's exception.
 */
export function whenUncaught(context: Context, fail: Unwinding['fail']): void {
  try {
    if (unwinding.push({ context, fail }) === 1) process.nextTick(forget);
    if (monitoring) return;
    monitoring = true;
    // It only watches: whether the process ends is still up to Node and the app.
    process.on('uncaughtExceptionMonitor', report);
  } catch {
    // A `newListener` listener of the app failed: the span ends with its response.
  }
}

function report(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void {
  const failing = unwinding;
  forget();
  // A rejection is not what unwound: that would have become this error in a later turn only.
  if (origin !== 'uncaughtException') return;
  for (const { fail } of failing) {
    try {
      fail(error);
    } catch {
      // A monitor that throws would end the process with its own error instead of the app's.
    }
  }
}

function forget(): void {
  unwinding = [];
}
