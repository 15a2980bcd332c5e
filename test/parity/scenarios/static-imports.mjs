// What only an ES module can do: named and default imports that are there before the first line runs.

import { createServer } from 'node:http';
import { buildSchema, graphql } from 'graphql';
import Koa from 'koa';

export async function run({ listen, close, ask }) {
  const schema = buildSchema('type Query { order: Int }');
  const app = new Koa();
  app.use(async function order(context) {
    context.body = await graphql({ schema, source: '{ order }', rootValue: { order: 7 } });
  });
  const server = createServer(app.callback());
  const port = await listen(server);
  await ask(port, 'GET /orders/7');
  await close(server);
}
