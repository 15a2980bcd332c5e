/** Says in which context a signal arrives that is listened for after the first request. */

const { trace } = require('@opentelemetry/api');

trace.getTracer('app').startActiveSpan('the first request', (span) => span.end());
process.on('SIGTERM', () => {
  const where = trace.getActiveSpan() === undefined ? 'in no request' : 'in a request';
  const how = trace.getTracer('app').startSpan('drain').isRecording() ? 'traced' : 'untraced';
  process.stdout.write(`${where}, ${how}\n`);
  process.exit();
});
process.kill(process.pid, 'SIGTERM');
setTimeout(() => {}, 10_000);
