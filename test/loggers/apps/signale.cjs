/** signale 1. */

const plain = ({ Signale }, options) => new Signale(options);

module.exports = {
  module: 'signale',
  levels: {
    debug: [5, 'debug'],
    info: [9, 'info'],
    success: [9, 'success'],
    warn: [13, 'warn'],
    error: [17, 'error'],
    fatal: [21, 'fatal'],
  },
  oldest: {
    formatted: 'signale 1.0 joins what it is given',
    hidden: 'signale 1.0 hides nothing',
    quiet: 'signale 1.0 has no levels',
    viaConsole: 'signale 1.0 writes to stdout alone',
    throwing: (signale) =>
      plain(signale).info(
        {
          toString() {
            throw new Error('no text');
          },
        },
        '',
      ),
    env: {},
  },
  structured: 'signale prints text',
  // The name of the file that logs is read from the stack.
  plain: (signale) => plain(signale, { config: { displayFilename: true }, scope: 'shop' }),
  fields: 'a field is text like the rest',
  child: (logger, { module }) => logger.scope(module),
  childAttributes: { 'logger.name': 'cart' },
  error: (logger, error) => logger.error(error),
  formatted: (logger) => logger.info('hello %s, %d of %j', 'you', 2, { a: 1 }),
  said: 'hello you, 2 of {"a":1}',
  hidden: (signale, { password, order }, message) =>
    plain(signale, { secrets: [password] }).info('%s with %s for %d', message, password, order),
  quiet(signale) {
    plain(signale, { disabled: true }).info('not said');
    plain(signale, { logLevel: 'error' }).warn('not said');
  },
  viaConsole: (signale) => plain(signale, { stream: { write: (text) => console.log(text.trimEnd()) } }),
  throwing: (signale) =>
    plain(signale).info({
      [Symbol.for('nodejs.util.inspect.custom')]() {
        throw new Error('no inspection');
      },
    }),
};
