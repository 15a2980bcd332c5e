/**
 * What the contract has each logger do. An app (apps/*.cjs) says how its logger does it; where it says why it cannot, in a
 * sentence, nothing is done. contract.ts tells what must come of it.
 */
const { writeSync } = require('node:fs');

const can = (way) => typeof way === 'function';

/** The logger that most scenarios use: the one whose output is structured, if there is such a one. */
const loggerOf = (app, lib) => (can(app.structured) ? app.structured(lib) : app.plain(lib));

const say = ({ log = (logger, level, text) => logger[level](text) }, logger, level, text) =>
  log(logger, level, text);

function boom() {
  // A stack that is the same in every run.
  return Object.assign(new TypeError('boom'), { stack: 'TypeError: boom\n    at pay (/srv/app/pay.js:7:3)' });
}

exports.scenarios = {
  said: (app, lib) => say(app, loggerOf(app, lib), app.usual ?? 'info', 'paid'),
  levels(app, lib) {
    const logger = loggerOf(app, lib);
    for (const level of Object.keys(app.levels)) say(app, logger, level, `at ${level}`);
  },
  fields(app, lib) {
    if (can(app.fields)) app.fields(loggerOf(app, lib), { order: 7, deep: { list: [1, 'two'] } }, 'paid');
  },
  child(app, lib) {
    if (!can(app.child)) return;
    say(app, app.child(loggerOf(app, lib), { module: 'cart' }), app.usual ?? 'info', 'from a child');
  },
  error(app, lib) {
    if (can(app.error)) app.error(loggerOf(app, lib), boom(), 'not paid');
  },
  formatted(app, lib) {
    if (can(app.formatted)) app.formatted(loggerOf(app, lib));
  },
  hidden(app, lib) {
    if (can(app.hidden)) app.hidden(lib, { password: 'hunter2', order: 7 }, 'signed in');
  },
  quiet(app, lib) {
    if (can(app.quiet)) app.quiet(lib);
  },
  plain(app, lib) {
    if (can(app.plain)) say(app, app.plain(lib), app.usual ?? 'info', 'in plain text');
  },
  viaConsole(app, lib) {
    if (can(app.viaConsole)) say(app, app.viaConsole(lib), app.usual ?? 'info', 'through the console');
  },
  // A logger that fails does so as without us.
  throwing(app, lib) {
    if (!can(app.throwing)) return;
    try {
      app.throwing(lib);
      writeSync(1, 'nothing was thrown\n');
    } catch (error) {
      writeSync(1, `threw ${error.message}\n`);
    }
  },
  // The last one: the request goes on when Waymark has stopped.
  async stopped(app, lib) {
    const { DISTRIBUTION: index } = process.env;
    if (index) await require(index).start().shutdown();
    say(app, loggerOf(app, lib), app.usual ?? 'info', 'after the shutdown');
  },
};
