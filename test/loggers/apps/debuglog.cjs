/** `util.debuglog`, in Node.js's own version. */
const util = require('node:util');

const plain = ({ debuglog }) => debuglog('shop');

module.exports = {
  env: { WAYMARK_LOG_DEBUG: 'on', NODE_DEBUG: 'shop' },
  scope: 'debuglog',
  levels: { debug: [5, 'debug'] },
  usual: 'debug',
  log: (logger, _level, text) => logger(text),
  mask: (output) => output.replaceAll(/^(SHOP) \d+:/gm, '$1 1:'),
  exports: () => util,
  structured: 'it prints text',
  plain,
  fields: 'a field is text like the rest',
  child: 'it has no children',
  error: (logger, error, message) => logger('%s', message, error),
  formatted: (logger) => logger('hello %s, %d of %j', 'you', 2, { a: 1 }),
  said: 'hello you, 2 of {"a":1}',
  hidden: 'it hides nothing',
  quiet({ debuglog }) {
    debuglog('other')('not said');
  },
  viaConsole: 'it writes to stderr alone',
  throwing: (lib) =>
    plain(lib)('%O', {
      [Symbol.for('nodejs.util.inspect.custom')]() {
        throw new Error('no inspection');
      },
    }),
};
