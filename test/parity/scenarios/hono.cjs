// Hono on node:http, which upstream knows nothing of.

exports.run = async ({ load, ask }) => {
  const { Hono } = await load('hono');
  const { serve } = await load('@hono/node-server');
  const app = new Hono();
  app.use('*', (_context, next) => next());
  app.get('/orders/:id', (context) => context.text(context.req.param('id')));
  app.get('/fail', () => {
    throw new TypeError('out of stock');
  });
  app.onError((_error, context) => context.text('sorry', 500));
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await ask(port, 'GET /orders/7');
  await ask(port, 'GET /fail');
  await ask(port, 'GET /nowhere');
  await new Promise((resolve) => server.close(resolve));
};
