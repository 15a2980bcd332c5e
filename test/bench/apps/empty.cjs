// Does nothing but say when it was reached, what that cost, and whether somebody is there to trace it.

const reachedAt = process.hrtime.bigint();
const { user, system } = process.cpuUsage();

const traced = require('./traced.cjs');

require('node:fs').writeSync(
  1,
  JSON.stringify({ reachedAt: String(reachedAt), cpuMicros: user + system, traced: traced() }),
);
