/** Serves what the tests ask for, and prints nothing of it. */

const express = require('express');

const app = express();
app.post('/orders/:id', express.json(), ({ params: { id }, body: { units } }, response) => {
  response.status(201).json({ id, units });
});
app.get('/fails', () => {
  throw new TypeError('out of stock');
});
app.get('/slow', (_request, response) => {
  response.on('close', () => console.log('gone'));
  console.log('waiting');
});
app.use((error, _request, response, _next) => {
  response.status(500).json({ error: error.message });
});

const server = app.listen(0, '127.0.0.1', () => {
  console.log(`listening on ${server.address().port}`);
});
process.once('SIGTERM', () => {
  server.closeAllConnections();
  server.close();
});
