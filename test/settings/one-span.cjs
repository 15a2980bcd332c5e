// Makes one span and lives long enough for what runs in the background to begin.
const { trace } = require('@opentelemetry/api');

trace.getTracer('test').startSpan('one').end();
setTimeout(() => {}, 300);
