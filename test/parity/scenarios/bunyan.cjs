// bunyan 1: levels, fields, an error, a child, in a span and outside.

exports.run = async ({ load, span }) => {
  const bunyan = await load('bunyan');
  const streams = [{ level: 'debug', type: 'raw', stream: { write() {} } }];
  const logger = bunyan.createLogger({ name: 'shop', streams });
  await span('work', async () => {
    logger.info('order asked for');
    logger.warn({ order: 7, item: { sku: 'x' } }, 'stock is low');
    logger.error(new TypeError('out of stock'), 'order failed');
    logger.child({ tenant: 'a' }).debug('as a child');
  });
  logger.info('without a span');
};
