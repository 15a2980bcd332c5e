/** debug 2 to 4, whose lines are records where they are asked for. */

const plain = (debug) => debug('shop');

module.exports = {
  module: 'debug',
  env: { WAYMARK_LOG_DEBUG: 'on', DEBUG: 'shop*', DEBUG_COLORS: 'no' },
  levels: { debug: [5, 'debug'] },
  usual: 'debug',
  log: (logger, _level, text) => logger(text),
  // Version 2 prints the time as mail does.
  mask: (output) =>
    output.replaceAll(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g, '<time>'),
  structured: 'debug prints text',
  plain,
  fields: 'a field is text like the rest',
  child: 'it has extend() from 4 on, and a name is all that makes a child',
  newest: { child: (logger, { module }) => logger.extend(module) },
  childAttributes: { 'logger.name': 'shop:cart' },
  error: (logger, error, message) => logger('%s: %O', message, error),
  formatted: (logger) => logger('hello %s, %d of %o', 'you', 2, { a: 1 }),
  said: 'hello you, 2 of { a: 1 }',
  hidden: 'debug hides nothing',
  quiet: (debug) => debug('other')('not said'),
  viaConsole(debug) {
    const logger = plain(debug);
    logger.log = console.log.bind(console);
    return logger;
  },
  throwing: (debug) =>
    plain(debug)('%O', {
      [Symbol.for('nodejs.util.inspect.custom')]() {
        throw new Error('no inspection');
      },
    }),
};
