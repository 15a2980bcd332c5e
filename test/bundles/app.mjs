/** Asks itself for an order by Express and by Hono, with a cache, a database that is not there and a log, and ends unless it is to stay. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { serve } from '@hono/node-server';
import express from 'express';
import { buildSchema, graphql } from 'graphql';
import { Hono } from 'hono';
import { Redis } from 'ioredis';
import pg from 'pg';
import pino from 'pino';

const schema = buildSchema('type Query { stock: Int }');

async function main() {
  /** Says OK to whatever a Redis client asks. */
  const cache = createServer((socket) => socket.on('data', () => socket.write('+OK\r\n'))).listen(
    0,
    '127.0.0.1',
  );
  await once(cache, 'listening');
  const redis = new Redis(cache.address().port, '127.0.0.1', {
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  const log = pino();

  const app = express();
  app.get('/orders/:id', async (request, response) => {
    await redis.set('order', request.params.id);
    await graphql({ schema, source: '{ stock }', rootValue: { stock: 3 } });
    const failed = await new pg.Client('postgres://127.0.0.1:9/shop').connect().catch((error) => error.code);
    log.info({ failed }, 'order read');
    response.send('ok');
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const hono = new Hono().get('/items/:id', (context) => context.text(context.req.param('id')));
  const second = serve({ fetch: hono.fetch, port: 0, hostname: '127.0.0.1' });
  await once(second, 'listening');

  for (const url of [`${server.address().port}/orders/7`, `${second.address().port}/items/8`]) {
    const response = await fetch(`http://127.0.0.1:${url}`);
    console.log(await response.text());
  }
  if (process.env.STAY) return;
  redis.disconnect();
  for (const each of [server, second]) {
    each.close();
    each.closeAllConnections();
  }
  cache.close();
}

main();
