/** Only a context manager of the application's own: it does not trace by that. */

const { context, trace } = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');

console.log(`registered ${context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())}`);
globalThis.end = () =>
  trace.getTracer('by hand').startActiveSpan('outer', (span) => {
    trace.getTracer('by hand').startSpan('inner').end();
    span.end();
  });
