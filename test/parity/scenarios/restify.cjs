// restify: pre, use and route handlers, errors.

exports.run = async ({ load, ask }) => {
  const restify = await load('restify');
  const server = restify.createServer({ name: 'shop' });
  server.pre(function before(_request, _response, next) {
    return next();
  });
  server.use(function knock(_request, _response, next) {
    return next();
  });
  server.get('/orders/:id', function order(request, response, next) {
    response.send({ order: request.params.id });
    return next();
  });
  server.get('/fail', function fail(_request, _response, next) {
    return next(new Error('out of stock'));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await ask(port, 'GET /orders/7');
  await ask(port, 'GET /fail');
  await ask(port, 'GET /nowhere');
  await new Promise((resolve) => server.close(resolve));
};
