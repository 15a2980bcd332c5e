/** A file of node --test that makes one trace. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';

test('an order is answered', async () => {
  const server = createServer((_request, response) => response.end('ok'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${server.address().port}/orders/7`);
  assert.equal(response.status, 200);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
