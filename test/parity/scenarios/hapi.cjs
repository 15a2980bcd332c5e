// hapi: routes, a plugin's route, an extension, errors.

exports.run = async ({ load, ask }) => {
  const Hapi = await load('@hapi/hapi');
  const server = Hapi.server({ port: 0, host: '127.0.0.1', debug: false });
  server.ext('onPreHandler', (_request, h) => h.continue);
  server.route({ method: 'GET', path: '/orders/{id}', handler: (request) => request.params.id });
  await server.register({
    name: 'stock',
    register(plugin) {
      plugin.route({ method: 'GET', path: '/stock', handler: () => 'full' });
    },
  });
  server.route({
    method: 'GET',
    path: '/fail',
    handler() {
      throw new TypeError('out of stock');
    },
  });
  await server.start();
  const { port } = server.info;
  await ask(port, 'GET /orders/7');
  await ask(port, 'GET /stock');
  await ask(port, 'GET /fail');
  await ask(port, 'GET /nowhere');
  await server.stop();
};
