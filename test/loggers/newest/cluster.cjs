// A cluster whose workers log through the primary process, as log4js does by itself.
const cluster = require('node:cluster');
const { createServer, get } = require('node:http');
const log4js = require('log4js');

log4js.addLayout(
  'json',
  () =>
    ({ data, context }) =>
      JSON.stringify({ message: data[0], ...context }),
);
log4js.configure({
  appenders: { out: { type: 'stdout', layout: { type: 'json' } } },
  categories: { default: { appenders: ['out'], level: 'info' } },
});
const logger = log4js.getLogger();

if (cluster.isPrimary) {
  logger.info('from the primary');
  cluster.fork();
} else {
  const server = createServer((_, response) => {
    logger.info('from a worker');
    response.end();
  }).listen(0, '127.0.0.1', () => {
    get({ port: server.address().port, agent: false }, (response) =>
      response.resume().once('end', () => server.close(() => cluster.worker.disconnect())),
    );
  });
}
