// Fastify: routes, a plugin with a prefix, hooks, errors.

exports.run = async ({ load, ask }) => {
  const fastify = await load('fastify');
  const app = fastify();
  app.addHook('preHandler', async () => {});
  await app.register(
    async (plugin) => {
      plugin.get('/:id', async (request) => ({ order: request.params.id }));
    },
    { prefix: '/orders' },
  );
  app.get('/fail', async () => {
    throw new TypeError('out of stock');
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address();
  await ask(port, 'GET /orders/7');
  await ask(port, 'GET /fail');
  await ask(port, 'GET /nowhere');
  await app.close();
};
