// Each request writes one line with `pino` to the file that is the argument.

const http = require('node:http');
const pino = require('pino');
const serve = require('./control/serve.cjs');

const log = pino(pino.destination(process.argv[2]));

serve(
  http.createServer((request, response) => {
    log.info({ path: request.url, items: 3 }, 'order served');
    const body = JSON.stringify({ path: request.url, status: 'paid', items: [1, 2, 3], total: 42.5 });
    response.setHeader('content-type', 'application/json');
    response.end(body);
  }),
);
