/** Datadog's tracer. */

const tracer = require('dd-trace').init({ url: process.env.THEIRS, flushInterval: 10, startupLogs: false });
globalThis.end = () => new Promise((resolve) => setTimeout(resolve, 500));
module.exports = tracer;
