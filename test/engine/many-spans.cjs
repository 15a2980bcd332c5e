// Twenty spans in one turn of the event loop.

const { trace } = require('@opentelemetry/api');

for (let count = 0; count < 20; count++) trace.getTracer('many').startSpan('one').end();
