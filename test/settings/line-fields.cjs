// Answers requests, and writes a line for each by three loggers.
const http = require('node:http');
const bunyan = require('bunyan').createLogger({ name: 'app' });
const pino = require('pino')({}, require('pino').destination({ fd: 1, sync: true }));
const { createLogger, format, transports } = require('winston');

const winston = createLogger({ format: format.json(), transports: [new transports.Console()] });
const server = http.createServer((_request, response) => {
  for (const logger of [bunyan, pino, winston]) logger.info('paid');
  response.end();
});
server.listen(0, '127.0.0.1', () => {
  const headers = { 'x-request-id': 'edge-42' };
  http.get({ port: server.address().port, host: '127.0.0.1', headers, agent: false }, (response) => {
    response.resume();
    server.close();
  });
});
