/** A server whose requests write lines of all levels, and end well or not. */
'use strict';

const http = require('node:http');
const { trace } = require('@opentelemetry/api');
const pino = require('pino');

const logger = pino(
  { level: process.env.LEVEL ?? 'debug', base: null },
  pino.destination({ fd: 2, sync: true }),
);
const tracer = trace.getTracer('app');
const inSpan = (name, work) =>
  tracer.startActiveSpan(name, (span) => {
    try {
      return work();
    } finally {
      span.end();
    }
  });

const routes = {
  fine(_, response) {
    logger.debug('fine: looking');
    logger.info('fine: found');
    response.end();
  },
  fail(_, response) {
    inSpan('query', () => logger.debug({ password: 'hunter2' }, 'fail: looking'));
    logger.info('fail: nothing');
    logger.debug('fail: giving up');
    response.statusCode = 500;
    response.end();
  },
  error(_, response) {
    logger.debug('error: before');
    logger.error('error: at last');
    logger.debug('error: after');
    response.end();
  },
  slow(_, response) {
    logger.debug('slow: waiting');
    setTimeout(() => response.end(), 400);
  },
  stream(_, response) {
    response.write('one');
    logger.debug('stream: one');
    setTimeout(() => {
      logger.debug('stream: two');
      response.destroy();
    }, 20);
  },
  out(_, response) {
    const { port } = server.address();
    http.get({ port, host: '127.0.0.1', path: '/echo' }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        logger.debug('out: answered');
        response.statusCode = 503;
        response.end(answer.headers['x-seen']);
      });
    });
  },
  echo(request, response) {
    response.setHeader('x-seen', request.headers.traceparent ?? 'none');
    response.end();
  },
  quit(_, response) {
    response.end();
    server.close();
    server.closeIdleConnections();
  },
  crash() {
    logger.debug('crash: before');
    setTimeout(() => {
      throw new Error('at last');
    }, 1);
  },
  exit() {
    logger.debug('exit: before');
    process.exit();
  },
  kill() {
    logger.debug('kill: before');
    process.kill(process.pid, 'SIGTERM');
  },
};

const server = http.createServer((request, response) => {
  routes[request.url.slice(1)](request, response);
});
logger.debug('starting');
server.on('upgrade', (_, socket) => {
  logger.debug('upgrade: hello');
  socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n');
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`listening on ${server.address().port}\n`));
