/** loglevel 1, which prints by console. Its `trace` prints a stack, and has its record from console. */

function plain(loglevel) {
  loglevel.setLevel('trace');
  return loglevel;
}

module.exports = {
  module: 'loglevel',
  levels: {
    debug: [5, 'debug'],
    info: [9, 'info'],
    warn: [13, 'warn'],
    error: [17, 'error'],
  },
  structured: 'loglevel prints text',
  plain,
  fields: 'a field is text like the rest',
  child: 'loglevel 1.2 has one logger',
  newest: {
    child(loglevel, { module }) {
      const logger = loglevel.getLogger(module);
      logger.setLevel('trace');
      return logger;
    },
  },
  childAttributes: { 'logger.name': 'cart' },
  error: (logger, error, message) => logger.error(message, error),
  formatted: (logger) => logger.info('hello %s, %d of %j', 'you', 2, { a: 1 }),
  said: 'hello you, 2 of {"a":1}',
  hidden: 'loglevel hides nothing',
  quiet(loglevel) {
    loglevel.setLevel('warn');
    loglevel.info('not said');
    loglevel.setLevel('silent');
    loglevel.error('not said');
  },
  viaConsole: plain,
  throwing: (loglevel) =>
    plain(loglevel).info({
      [Symbol.for('nodejs.util.inspect.custom')]() {
        throw new Error('no inspection');
      },
    }),
};
