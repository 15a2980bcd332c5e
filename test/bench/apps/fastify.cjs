// Fastify with one route.

const fastify = require('fastify');
const { answerOn, keepConnections } = require('./control/serve.cjs');

const app = fastify();
app.get('/orders/:id', async (request) => ({
  id: request.params.id,
  status: 'paid',
  items: [1, 2, 3],
  total: 42.5,
}));

keepConnections(app.server);
app.listen({ port: 0, host: '127.0.0.1' }).then(() => answerOn(app.server.address().port));
