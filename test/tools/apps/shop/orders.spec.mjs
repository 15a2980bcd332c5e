/** A file of vitest's that makes one trace. */

import { createServer } from 'node:http';
import { expect, test } from 'vitest';

test('an order is answered', async () => {
  const server = createServer((_request, response) => response.end('ok'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${server.address().port}/orders/7`);
  expect(response.status).toBe(200);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
