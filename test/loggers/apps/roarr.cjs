/** roarr 2.3 to 7. Its ids stand among the fields of a message, which it calls the context. */

const contextOf = ({ context, ...message }) => ({ ...message, ...context });

/** Has roarr write by `write`, while a logger of `make` does. */
const writing = (write) => (roarr) => {
  globalThis.ROARR.write = write;
  return roarr;
};
const print = (text) => process.stdout.write(`${text}\n`);
const structured = writing(print);

module.exports = {
  module: 'roarr',
  // Read when the first logger is made.
  env: { ROARR_LOG: 'true' },
  levels: {
    trace: [1, 'trace'],
    debug: [5, 'debug'],
    info: [9, 'info'],
    warn: [13, 'warn'],
    error: [17, 'error'],
    fatal: [21, 'fatal'],
  },
  exports: (loaded) => loaded.Roarr ?? loaded.default?.Roarr ?? loaded.default?.default ?? loaded.default,
  structured,
  parse: (line) => contextOf(JSON.parse(line)),
  plain: 'roarr prints JSON; its command makes text of it',
  fields: (logger, fields, message) => logger.info(fields, message),
  child: (logger, context) => logger.child(context),
  error: (logger, error, message) => logger.error({ error }, message),
  formatted: (logger) => logger.info('hello %s, %d', 'you', 2),
  said: 'hello you, 2',
  hidden(roarr, { password, ...fields }, message) {
    const hide = (line) => ({ ...line, context: { ...line.context, password: '[hidden]' } });
    structured(roarr)
      .child(hide)
      .info({ ...fields, password }, message);
  },
  quiet: 'roarr prints all or nothing; whoever writes its lines leaves some out',
  viaConsole: writing((text) => console.log(text)),
  throwing: (roarr) =>
    writing(() => {
      throw new Error('no write');
    })(roarr).info('not said'),
  oldest: { hidden: 'roarr 2.3 has no transforms yet, and so hides nothing' },
};
