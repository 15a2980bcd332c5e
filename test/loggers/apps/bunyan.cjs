/** Bunyan 1 and 2. */

const structured = ({ createLogger, stdSerializers }, options) =>
  createLogger({ name: 'app', level: 'trace', serializers: { err: stdSerializers.err }, ...options });

module.exports = {
  module: 'bunyan',
  levels: {
    trace: [1, 'trace'],
    debug: [5, 'debug'],
    info: [9, 'info'],
    warn: [13, 'warn'],
    error: [17, 'error'],
    fatal: [21, 'fatal'],
  },
  structured,
  plain: 'Bunyan prints JSON; its command makes text of it',
  fields: (logger, fields, message) => logger.info(fields, message),
  child: (logger, bindings) => logger.child(bindings),
  error: (logger, error, message) => logger.error(error, message),
  formatted: (logger) => logger.info('hello %s, %d of %j', 'you', 2, { a: 1 }),
  said: 'hello you, 2 of {"a":1}',
  hidden: (bunyan, fields, message) =>
    structured(bunyan, { serializers: { password: () => '[hidden]' } }).info(fields, message),
  quiet(bunyan) {
    structured(bunyan, { level: 'warn' }).info('not said');
    structured(bunyan, { streams: [{ level: 'fatal', stream: process.stdout }] }).error('not said');
  },
  viaConsole(bunyan) {
    const stream = { write: (record) => console.log('%s', JSON.stringify(record)) };
    return structured(bunyan, { streams: [{ type: 'raw', level: 'trace', stream }] });
  },
  throwing(bunyan) {
    const write = () => {
      throw new Error('no stream');
    };
    structured(bunyan, { streams: [{ type: 'raw', level: 'trace', stream: { write } }] }).info('not said');
  },
};
