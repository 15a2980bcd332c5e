/** pino 6 to 10. */

const sync = (pino) => pino.destination({ fd: 1, sync: true });
const structured = (pino, options) => pino({ level: 'trace', ...options }, sync(pino));

module.exports = {
  module: 'pino',
  levels: {
    trace: [1, 'trace'],
    debug: [5, 'debug'],
    info: [9, 'info'],
    warn: [13, 'warn'],
    error: [17, 'error'],
    fatal: [21, 'fatal'],
  },
  structured,
  plain: 'pino prints JSON; what pretty-prints it does so behind it',
  fields: (logger, fields, message) => logger.info(fields, message),
  child: (logger, bindings) => logger.child(bindings),
  error: (logger, error, message) => logger.error(error, message),
  formatted: (logger) => logger.info('hello %s, %d of %o', 'you', 2, { a: 1 }),
  said: 'hello you, 2 of {"a":1}',
  hidden: (pino, fields, message) => structured(pino, { redact: ['password'] }).info(fields, message),
  quiet(pino) {
    const logger = structured(pino, { level: 'warn' });
    logger.info('not said');
    logger.child({ module: 'cart' }).debug('not said');
    structured(pino, { level: 'silent' }).fatal('not said');
  },
  viaConsole: (pino) => pino({}, { write: (line) => console.log(line.trimEnd()) }),
  throwing: (pino) =>
    structured(pino, {
      mixin() {
        throw new Error('no mixin');
      },
    }).info('not said'),
};
