// The `router` package on its own, on node:http.

exports.run = async ({ load, listen, close, ask }) => {
  const http = await load('node:http');
  const Router = await load('router');
  const router = Router();
  router.use(function knock(_request, _response, next) {
    next();
  });
  router.get('/orders/:id', (request, response) => response.end(request.params.id));
  router.get('/fail', (_request, _response, next) => next(new Error('out of stock')));
  const server = http.createServer((request, response) =>
    router(request, response, (error) => {
      response.statusCode = error ? 500 : 404;
      response.end();
    }),
  );
  const port = await listen(server);
  await ask(port, 'GET /orders/7');
  await ask(port, 'GET /fail');
  await ask(port, 'GET /nowhere');
  await close(server);
};
