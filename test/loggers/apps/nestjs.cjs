/** Nest's ConsoleLogger, 8 to 12: text, and lines of JSON from 11 on. */

const plain = ({ ConsoleLogger }, options) => new ConsoleLogger('shop', options);
const structured = (nest, options) => plain(nest, { json: true, ...options });

module.exports = {
  module: '@nestjs/common',
  scope: 'nestjs',
  env: { NO_COLOR: '1', TZ: 'UTC', LANG: 'C' },
  async exports(loaded, load) {
    await load('reflect-metadata');
    return loaded.default?.ConsoleLogger === undefined ? loaded : loaded.default;
  },
  levels: {
    verbose: [1, 'verbose'],
    debug: [5, 'debug'],
    log: [9, 'log'],
    warn: [13, 'warn'],
    error: [17, 'error'],
    fatal: [21, 'fatal'],
  },
  usual: 'log',
  mask: (output) =>
    output
      .replaceAll(/\[Nest\] \d+ /g, '[Nest] 1 ')
      .replaceAll(/\d+\/\d+\/\d+, \d+:\d+:\d+ [AP]M/g, '<time>'),
  structured,
  plain,
  fields: (logger, fields, message) => logger.log(message, fields),
  child: (logger, { module }) => new logger.constructor(module, { json: true }),
  childAttributes: { 'logger.name': 'cart' },
  error: (logger, { stack }, message) => logger.error(message, stack),
  formatted: 'Nest formats nothing: a second message is a line of its own',
  hidden: (nest, fields, message) => structured(nest, { redact: ['password'] }).log(message, fields),
  quiet: (nest) => structured(nest, { logLevels: ['error'] }).warn('not said'),
  viaConsole: (nest) => structured(nest, { forceConsole: true }),
  throwing: (nest) =>
    plain(nest).log(() => {
      throw new Error('no message');
    }),
  oldest: {
    levels: {
      verbose: [1, 'verbose'],
      debug: [5, 'debug'],
      log: [9, 'log'],
      warn: [13, 'warn'],
      error: [17, 'error'],
    },
    structured: 'Nest prints JSON from 11 on',
    fields: 'an object is a line of its own',
    child: (logger, { module }) => new logger.constructor(module),
    hidden: 'Nest hides nothing before 12',
    quiet: (nest) => plain(nest, { logLevels: ['error'] }).warn('not said'),
    viaConsole: 'Nest writes to its streams alone before 11',
    throwing: (nest) =>
      plain(nest).log({
        toJSON() {
          throw new Error('no JSON');
        },
      }),
  },
};
