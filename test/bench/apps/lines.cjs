// Writes lines with `pino` to the file that is the argument, ten within a span, as a job of ten steps does: six of plain
// fields, two with objects in them, one that is formatted, and an error. No HTTP: a request costs more than its lines.

const { trace } = require('@opentelemetry/api');
const pino = require('pino');
const serve = require('./control/serve.cjs');

const LINES = 10;
// Written 4 KB at a time: who hands over each line waits for the disk between lines, and the slower loop the more often.
const file = pino.destination({ dest: process.argv[2], minLength: 4096, sync: true });
const log = pino(file).child({ component: 'orders', worker: 3 });
const error = new RangeError('card declined');
const tracer = trace.getTracer('jobs');
let job = 0;

function writeJob(span) {
  const order = ++job;
  for (let step = 0; step < 6; step++)
    log.info({ order, step, state: 'running', ms: step * 1.5 }, 'step done');
  log.info({ order, customer: { id: 'c-1047', tier: 'gold' } }, 'customer read');
  log.warn({ order, stock: [{ sku: 'tea-green-250', left: 2 }] }, 'stock is low');
  log.info('order %d has %d lines', order, LINES);
  log.error(error, 'order failed');
  span.end();
}

/** As many jobs as have that many lines; what arrives between them is sent in turns of its own. */
async function write(lines) {
  for (let jobs = lines / LINES; jobs > 0; jobs--) {
    tracer.startActiveSpan('job', writeJob);
    await new Promise(setImmediate);
  }
  file.flushSync();
  return lines;
}

serve.answerOn(0, { write });
