/** The global console, in Node.js's own version. */

module.exports = {
  levels: {
    log: [9, 'log'],
    info: [9, 'info'],
    debug: [5, 'debug'],
    warn: [13, 'warn'],
    error: [17, 'error'],
    dir: [9, 'dir'],
    dirxml: [9, 'log'],
    table: [9, 'log'],
    group: [9, 'log'],
    groupCollapsed: [9, 'log'],
    count: [9, 'log'],
    assert: [13, 'warn'],
  },
  scope: 'console',
  usual: 'log',
  exports: () => console,
  bodies: { dir: "'at dir'", count: 'at count: 1', assert: 'Assertion failed: at assert' },
  log(printer, level, text) {
    if (level === 'assert') printer.assert(true, 'not said');
    if (level === 'assert') printer.assert(false, text);
    else printer[level](text);
    if (level.startsWith('group')) printer.groupEnd();
    if (level === 'count') printer.countReset(text);
  },
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
