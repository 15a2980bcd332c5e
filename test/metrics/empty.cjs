// Makes instruments, measures nothing, and tells what of ours has loaded by its end.

const { basename } = require('node:path');
const { metrics } = require('@opentelemetry/api');

const meter = metrics.getMeter('shop');
meter.createCounter('orders');
meter.createObservableGauge('stock').addCallback((result) => result.observe(1));
process.on('exit', () => {
  const loaded = Object.keys(require.cache).filter((file) => file.includes('/node/dist/'));
  process.stdout.write(`${loaded.map((file) => basename(file)).join(' ')}\n`);
});
