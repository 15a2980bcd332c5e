/** consola 2 and 3, with a reporter of the app's that prints JSON, as its pages show one. */
const { writeSync } = require('node:fs');

const made = (consola, options) => consola.create({ level: 5, throttle: 1, ...options });
const reporting = (consola, log) => made(consola, { reporters: [{ log }] });
const structured = (consola) => reporting(consola, (line) => writeSync(1, `${JSON.stringify(line)}\n`));

module.exports = {
  module: 'consola',
  exports: (loaded) => loaded.consola ?? loaded.default ?? loaded,
  levels: {
    fatal: [21, 'fatal'],
    error: [17, 'error'],
    warn: [13, 'warn'],
    log: [9, 'log'],
    info: [9, 'info'],
    success: [9, 'success'],
    debug: [5, 'debug'],
    trace: [1, 'trace'],
  },
  structured,
  // Prints the hour by the wall clock.
  mask: (output) => output.replaceAll(/\d{1,2}:\d\d:\d\d(?: [AP]M)?/g, '<time>'),
  plain: (consola) => made(consola, {}),
  fields: (logger, fields, message) => logger.info({ message, ...fields }),
  child: (logger, { module }) => logger.withTag(module),
  childAttributes: { 'logger.name': 'cart' },
  error: (logger, error, message) => logger.error(message, error),
  formatted: (logger) => logger.info('hello %s, %d of %j', 'you', 2, { a: 1 }),
  said: 'hello you, 2 of {"a":1}',
  hidden: 'consola hides nothing',
  quiet: (consola) => made(consola, { level: 1 }).info('not said'),
  viaConsole: (consola) => reporting(consola, (line) => console.log(JSON.stringify(line))),
  throwing: (consola) =>
    reporting(consola, () => {
      throw new Error('no reporter');
    }).info('not said'),
};
