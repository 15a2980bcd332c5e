/** tslog 4 and 5. Its lines tell the file and line of the call, which must be the app's. */

const logger =
  (settings) =>
  ({ Logger }) =>
    new Logger({ type: 'json', ...settings });
/** tslog 4 prints through console what nobody else does. */
const printing = { overwrite: { transportJSON: (line) => console.log(JSON.stringify(line)) } };
const four = { stylePrettyLogs: false, ...printing };
const five = { stack: { capture: 'full' }, pretty: { style: false } };

module.exports = {
  module: 'tslog',
  exports: (loaded) => loaded,
  levels: {
    silly: [1, 'SILLY'],
    trace: [1, 'TRACE'],
    debug: [5, 'DEBUG'],
    info: [9, 'INFO'],
    warn: [13, 'WARN'],
    error: [17, 'ERROR'],
    fatal: [21, 'FATAL'],
  },
  structured: logger(five),
  plain: logger({ ...five, type: 'pretty' }),
  fields: (made, fields, message) => made.info(message, fields),
  child: (made, { module }) => made.getSubLogger({ name: module }),
  childAttributes: { 'logger.name': 'cart' },
  error: (made, error, message) => made.error(message, error),
  formatted: (made) => made.info('hello %s, %d of %j', 'you', 2, { a: 1 }),
  said: 'hello you, 2 of {"a":1}',
  hidden: (tslog, fields, message) =>
    logger({ ...five, mask: { keys: ['password'] } })(tslog).info(message, fields),
  quiet(tslog) {
    logger({ minLevel: 4 })(tslog).info('not said');
    logger({ type: 'hidden' })(tslog).fatal('not said');
  },
  viaConsole(tslog) {
    const made = logger({ type: 'hidden' })(tslog);
    made.attachTransport((line) => console.log(JSON.stringify(line)));
    return made;
  },
  throwing: (tslog) =>
    new tslog.Logger(
      { type: 'hidden' },
      {
        user() {
          throw new Error('no user');
        },
      },
    ).info('not said'),
  oldest: {
    structured: logger(four),
    plain: logger({ ...four, type: 'pretty' }),
    hidden: (tslog, fields, message) => logger(four)(tslog).info(message, fields),
  },
};
