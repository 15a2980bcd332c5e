/** The global console, in Node.js's own version. */

module.exports = {
  levels: {
    log: [9, 'log'],
    info: [9, 'info'],
    debug: [5, 'debug'],
    warn: [13, 'warn'],
    error: [17, 'error'],
    dir: [9, 'dir'],
  },
  scope: 'console',
  usual: 'log',
  exports: () => console,
  bodies: { dir: "'at dir'" },
  structured: 'console prints text',
  plain: () => console,
  fields: 'a field is text like the rest',
  child: 'console has no children',
  error: (printer, error, message) => printer.error(message, error),
  formatted: (printer) => printer.info('hello %s, %d of %j', 'you', 2, { a: 1 }),
  said: 'hello you, 2 of {"a":1}',
  hidden: 'console hides nothing',
  quiet: 'console has no levels to turn off',
  viaConsole: 'it is the console',
  throwing(printer) {
    printer.log({
      [Symbol.for('nodejs.util.inspect.custom')]() {
        throw new Error('no inspection');
      },
    });
  },
};
