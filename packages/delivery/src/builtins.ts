/**
 * Node's own modules and timers as they were before anybody wrapped them.
 *
 * `process.getBuiltinModule` is captured when this file is evaluated, so that loading `node:http` for a delivery
 * does not look like the application loading it, which would cost every process the HTTP instrumentation.
 * Timers and clock are captured so that an application's fake ones cannot stop a delivery.
 */

const { getBuiltinModule } = process;

export const builtin: typeof process.getBuiltinModule = getBuiltinModule.bind(process);

export const { setTimeout, clearTimeout, setImmediate } = builtin('node:timers');

/** Milliseconds on a clock that is never set back. */
export const now: () => number = performance.now.bind(performance);
