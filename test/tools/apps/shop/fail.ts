/** Fails at one order, and ends. */

import type { AddressInfo } from 'node:net';
// @ts-expect-error: it brings no types
import express from 'express';

interface Order {
  id: string;
}

enum Reason {
  stock = 'out of stock',
}

function reserve(order: Order): never {
  throw new Error(`${order.id} is ${Reason.stock}`);
}

const app = express();
app.get('/orders/:id', (request: { params: Order }) => reserve(request.params));
app.use((_error: Error, _request: unknown, response: { sendStatus(status: number): void }, _next: unknown) =>
  response.sendStatus(500),
);
const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}/orders/7`);
  server.close();
  server.closeAllConnections();
});
