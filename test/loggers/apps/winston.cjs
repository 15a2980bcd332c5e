/** winston 3, with its npm levels. */

const logger = ({ createLogger, format, transports }, options) =>
  createLogger({
    level: 'silly',
    format: format.combine(format.splat(), format.json()),
    transports: [new transports.Console()],
    ...options,
  });

const levels = {
  error: [17, 'error'],
  warn: [13, 'warn'],
  info: [9, 'info'],
  verbose: [6, 'verbose'],
  debug: [5, 'debug'],
  silly: [1, 'silly'],
};

module.exports = {
  module: 'winston',
  levels: { ...levels, http: [7, 'http'] },
  oldest: { levels, child: 'winston has child loggers since 3.2' },
  structured: logger,
  plain: (winston) =>
    logger(winston, { format: winston.format.printf((info) => `${info.level}: ${info.message}`) }),
  fields: (winston, fields, message) => winston.info(message, fields),
  child: (parent, bindings) => parent.child(bindings),
  error: (winston, error) => winston.error(error),
  formatted: (winston) => winston.info('hello %s, %d of %j', 'you', 2, { a: 1 }),
  said: 'hello you, 2 of {"a":1}',
  hidden(winston, fields, message) {
    const hide = winston.format((info) => ({ ...info, password: '[hidden]' }));
    logger(winston, { format: winston.format.combine(hide(), winston.format.json()) }).info(message, fields);
  },
  quiet(winston) {
    logger(winston, { level: 'warn' }).info('not said');
    logger(winston, { silent: true }).error('not said');
    logger(winston, { transports: [new winston.transports.Console({ level: 'error' })] }).warn('not said');
  },
  viaConsole: (winston) =>
    logger(winston, { transports: [new winston.transports.Console({ forceConsole: true })] }),
  throwing(winston) {
    const fail = winston.format(() => {
      throw new Error('no format');
    });
    logger(winston, { format: fail() }).info('not said');
  },
};
