// Does nothing but say when it was reached, what that cost, and whether somebody is there to trace it.

const reachedAt = process.hrtime.bigint();
const usage = process.cpuUsage();

require('./control/reached.cjs')(reachedAt, usage);
