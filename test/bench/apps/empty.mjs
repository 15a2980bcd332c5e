// The ESM twin of empty.cjs.

const reachedAt = process.hrtime.bigint();
const usage = process.cpuUsage();

const { default: reached } = await import('./control/reached.cjs');
reached(reachedAt, usage);
