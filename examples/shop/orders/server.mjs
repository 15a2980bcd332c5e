// What is in stock and who ordered it: Fastify, ESM, pino, PostgreSQL.
import Fastify from 'fastify';
import pino from 'pino';
import { openDatabase } from './database.mjs';
import { charge, PaymentDeclined } from './payments-client.mjs';

const database = await openDatabase(process.env.DATABASE_URL ?? 'postgres://shop:shop@127.0.0.1:5432/shop');
const paymentsUrl = process.env.PAYMENTS_URL ?? 'http://127.0.0.1:3002';
const app = Fastify({ loggerInstance: pino() });

app.get('/products/:sku', async (request, reply) => {
  const product = await database.product(request.params.sku);
  if (product) return product;
  request.log.warn({ sku: request.params.sku }, 'no such product');
  return reply.code(404).send({ error: `no product '${request.params.sku}'` });
});

app.post('/orders', async (request, reply) => {
  const { sku, quantity, card } = request.body;
  const order = await database.addOrder(sku, quantity);
  request.log.info({ order: order.id, cents: order.cents }, 'order stored');
  try {
    const receipt = await charge(paymentsUrl, { order: order.id, cents: order.cents, card });
    await database.settle(order.id, 'paid');
    return reply.code(201).send({ ...order, receipt });
  } catch (error) {
    if (!(error instanceof PaymentDeclined)) throw error;
    request.log.warn({ order: order.id }, 'payment declined');
    await database.settle(order.id, 'declined');
    return reply.code(402).send({ error: error.message });
  }
});

app.setErrorHandler((error, request, reply) => {
  request.log.error(error, 'order failed');
  return reply.code(error.statusCode ?? 500).send({ error: error.message });
});

app.addHook('onClose', () => database.close());
const address = await app.listen({ port: Number(process.env.PORT ?? 3001), host: '127.0.0.1' });
app.log.info(`listening on ${address}`);
process.once('SIGTERM', () => app.close());
