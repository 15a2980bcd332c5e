// A server that asks itself as often as it is told, measures things of its own, and ends as it is told.

const http = require('node:http');
const { basename } = require('node:path');
const { metrics } = require('@opentelemetry/api');

const { REQUESTS = '3', END = 'loop-empty', AFTER = '0' } = process.env;

const meter = metrics.getMeter('shop', '1.2.3');
const orders = meter.createCounter('orders', { description: 'Orders taken.' });
const open = meter.createUpDownCounter('orders.open');
const size = meter.createHistogram('order.size', { unit: '{item}' });
meter.createObservableGauge('stock').addCallback((result) => result.observe(7, { item: 'tea' }));

const server = http.createServer((request, response) => {
  orders.add(1, { kind: 'tea' });
  open.add(1);
  size.record(3);
  if (request.url.startsWith('/missing')) response.statusCode = 404;
  response.end(() => open.add(-1));
});

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  for (let i = 0; i < Number(REQUESTS); i++) await ask(port, i === 0 ? '/missing' : '/orders');
  process.stdout.write('asked\n');
  setTimeout(() => end(), Number(AFTER));
});

async function ask(port, path) {
  await fetch(`http://127.0.0.1:${port}${path}`).then((response) => response.text());
  await new Promise((resolve) => {
    http.get(`http://127.0.0.1:${port}${path}`, (response) => response.resume().on('end', resolve));
  });
}

async function end() {
  // What of ours has loaded by now.
  const loaded = Object.keys(require.cache).filter((file) => file.includes('/node/dist/'));
  process.stdout.write(`loaded ${loaded.map((file) => basename(file)).join(' ')}\n`);
  server.closeAllConnections();
  server.close();
  if (END === 'exit') process.exit(0);
  if (END === 'signal') process.kill(process.pid, 'SIGTERM');
  if (END === 'flush') {
    await globalThis[Symbol.for('waymark.running.1')].flush();
    process.kill(process.pid, 'SIGKILL');
  }
}
