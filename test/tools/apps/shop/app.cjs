/** Serves itself one order, says so, and ends. */

const express = require('express');

const app = express();
app.get('/orders/:id', (_request, response) => response.send('ok'));
const server = app.listen(0, '127.0.0.1', async () => {
  const response = await fetch(`http://127.0.0.1:${server.address().port}/orders/7`);
  console.log('answered', response.status);
  server.close();
  server.closeAllConnections();
});
