/** Gets one request, and something that nobody catches is thrown in it, or outside, in the way that its argument names. */

const http = require('node:http');
const pino = require('pino');

const lines = pino();
const later = (throws) => setTimeout(throws, 5);
const THROWN = {
  timer: () => later(() => throwIt(new TypeError('in a timer'))),
  handler: () => throwIt(new TypeError('in the handler')),
  rejection: async () => {
    await new Promise(later);
    throw new RangeError('in a promise');
  },
  text: () => later(() => throwIt('no error at all')),
  object: () => later(() => throwIt(Object.create(null))),
  secret: () => later(() => throwIt(new Error('no way to postgres://bob:hunter2@db/shop'))),
  handled: () => {
    process.on('uncaughtException', (error) => {
      lines.fatal(error, 'the end');
      process.exit(7);
    });
    later(() => throwIt(new TypeError('in a timer')));
  },
  survived: (response) => {
    process.on('uncaughtException', () => response.end('survived'));
    later(() => throwIt(new TypeError('in a timer')));
  },
  logged: (response) => {
    lines.error(new RangeError('card declined'), 'not paid');
    lines.error('and more');
    response.end('logged');
  },
};

function throwIt(thrown) {
  throw thrown;
}

const server = http.createServer((_request, response) => THROWN[process.argv[2]](response));
server.listen(0, '127.0.0.1', () => {
  const headers = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'x-request-id': 'r-1',
  };
  http
    .get({ host: '127.0.0.1', port: server.address().port, agent: false, headers }, (response) => {
      response.resume().on('close', () => server.close());
    })
    .on('error', () => {});
});
