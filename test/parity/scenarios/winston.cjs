// winston: levels, fields, an error, a child, in a span and outside.

const { Writable } = require('node:stream');

exports.run = async ({ load, span }) => {
  const winston = await load('winston');
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
  const logger = winston.createLogger({
    level: 'debug',
    format: winston.format.combine(winston.format.errors({ stack: true }), winston.format.json()),
    transports: [new winston.transports.Stream({ stream })],
  });
  await span('work', async () => {
    logger.info('order asked for');
    logger.warn('stock is low', { order: 7, item: { sku: 'x' } });
    logger.error(new TypeError('out of stock'));
    logger.child({ tenant: 'a' }).debug('as a child');
  });
  logger.info('without a span');
};
