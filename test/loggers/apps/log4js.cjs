/** log4js 3 to 6. The fields of a line are its logger's context, which layouts print. */
const { join } = require('node:path');
const { format } = require('node:util');

const configured = (log4js, layout, appender = { type: 'stdout' }, level = 'trace') =>
  log4js
    .configure({
      appenders: { out: { ...appender, layout } },
      categories: { default: { appenders: ['out'], level } },
    })
    .getLogger('shop');

function structured(log4js, appender) {
  // As log4js' pages show it, with the context beside the rest.
  log4js.addLayout(
    'json',
    () =>
      ({ level, categoryName, data, context, startTime }) =>
        JSON.stringify({
          startTime,
          level: level.levelStr,
          categoryName,
          message: format(...data),
          ...context,
        }),
  );
  return configured(log4js, { type: 'json' }, appender);
}

const withContext = (logger, fields) => {
  for (const [key, value] of Object.entries(fields)) logger.addContext(key, value);
  return logger;
};

module.exports = {
  module: 'log4js',
  levels: {
    trace: [1, 'TRACE'],
    debug: [5, 'DEBUG'],
    info: [9, 'INFO'],
    warn: [13, 'WARN'],
    error: [17, 'ERROR'],
    fatal: [21, 'FATAL'],
    mark: [9, 'MARK'],
  },
  structured: (log4js) => structured(log4js),
  plain: (log4js) => configured(log4js, { type: 'basic' }),
  fields: (logger, fields, message) => withContext(logger, fields).info(message),
  child: 'log4js has categories, which inherit no context',
  error: (logger, error, message) => logger.error(message, error),
  formatted: (logger) => logger.info('hello %s, %d of %j', 'you', 2, { a: 1 }),
  said: 'hello you, 2 of {"a":1}',
  hidden: 'log4js hides nothing',
  quiet(log4js) {
    configured(log4js, { type: 'basic' }, undefined, 'warn').info('not said');
    configured(log4js, { type: 'basic' }, undefined, 'off').fatal('not said');
  },
  viaConsole: (log4js) => structured(log4js, { type: 'console' }),
  throwing: (log4js) =>
    configured(log4js, { type: 'basic' }, { type: join(__dirname, '../failing-appender.cjs') }).info(
      'not said',
    ),
};
