/** Says in which context a signal arrives that is listened for after the first request. */

const { trace } = require('@opentelemetry/api');

trace.getTracer('app').startActiveSpan('the first request', (span) => span.end());
process.on('SIGTERM', () => {
  process.stdout.write(trace.getActiveSpan() === undefined ? 'in no request\n' : 'in a request\n');
  process.exit();
});
process.kill(process.pid, 'SIGTERM');
setTimeout(() => {}, 10_000);
