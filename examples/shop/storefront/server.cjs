// What customers talk to: Express, CommonJS, winston, fetch.
const express = require('express');
const winston = require('winston');
const { ordersClient } = require('./orders-client.cjs');

const logger = winston.createLogger({
  format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
  transports: [new winston.transports.Console()],
});
const orders = ordersClient(process.env.ORDERS_URL ?? 'http://127.0.0.1:3001');

const app = express();
app.use(express.json());

app.get('/products/:sku', async (req, res) => {
  res.json(await orders.product(req.params.sku));
});

app.post('/checkout', async (req, res) => {
  const { sku, quantity = 1, card } = req.body;
  logger.info('checkout started', { sku, quantity });
  const product = await orders.product(sku);
  if (product.units < quantity) {
    logger.warn('out of stock', { sku, wanted: quantity, left: product.units });
    res.status(409).json({ error: `only ${product.units} of ${product.name} left` });
    return;
  }
  const order = await orders.place({ sku, quantity, card });
  logger.info('checkout finished', { order: order.id });
  res.status(201).json(order);
});

// Express knows an error handler by its four parameters.
app.use((error, req, res, _next) => {
  const status = error.status ?? 500;
  const level = status >= 500 ? 'error' : 'warn';
  logger.log(level, `${req.method} ${req.path} failed: ${error.message}`, { status, stack: error.stack });
  res.status(status).json({ error: error.message });
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  logger.info(`listening on http://127.0.0.1:${server.address().port}`);
});
process.once('SIGTERM', () => server.close(() => logger.info('closed')));
