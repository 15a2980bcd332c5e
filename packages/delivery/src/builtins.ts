/**
 * Node's own modules and timers as they were before anybody wrapped them.
 *
 * `process.getBuiltinModule` is captured when this file is evaluated, so that loading `node:http` for a delivery
 * does not look like the application loading it, which would cost every process the HTTP instrumentation.
 * Timers and clock are captured so that an application's fake ones cannot stop a delivery.
 */

const { getBuiltinModule } = process;

export const builtin: typeof process.getBuiltinModule = getBuiltinModule.bind(process);

export const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = builtin('node:timers');

const { hrtime } = process;

/** Milliseconds on a clock that is never set back. Not `performance.now`, whose module costs a start 1 to 2 ms. */
export function now(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
