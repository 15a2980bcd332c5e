// The ESM twin of empty.cjs.

const reachedAt = process.hrtime.bigint();
const { user, system } = process.cpuUsage();

const { default: traced } = await import('./traced.cjs');
const { writeSync } = await import('node:fs');

writeSync(1, JSON.stringify({ reachedAt: String(reachedAt), cpuMicros: user + system, traced: traced() }));
