/** As app.cjs, in TypeScript that Node itself could not run. */

import type { AddressInfo } from 'node:net';
// @ts-expect-error: it brings no types
import express from 'express';

enum Answer {
  ok = 'ok',
}

const app = express();
app.get('/orders/:id', (_request: unknown, response: { send(text: Answer): void }) =>
  response.send(Answer.ok),
);
const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/orders/7`);
  console.log('answered', response.status);
  server.close();
  server.closeAllConnections();
});
