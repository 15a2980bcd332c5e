/** Prints when the app was reached, what that cost, and whether somebody is there to trace it. */
module.exports = function reached(reachedAt = process.hrtime.bigint(), usage = process.cpuUsage()) {
  const traced = require('./traced.cjs');
  const said = { reachedAt: String(reachedAt), cpuMicros: usage.user + usage.system, traced: traced() };
  require('node:fs').writeSync(1, JSON.stringify(said));
};
