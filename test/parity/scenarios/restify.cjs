// restify: pre, use and route handlers, lists of them, errors passed on, thrown away and handled.

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
  server.get('/rejected', async function reject() {
    throw new TypeError('rejected');
  });
  server.post('/orders/:id/lines', [
    function check(_request, _response, next) {
      return next();
    },
    function add(_request, response, next) {
      response.send(201);
      return next(false);
    },
  ]);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await ask(port, 'GET /orders/7');
  await ask(port, 'GET /fail');
  await ask(port, 'GET /rejected');
  await ask(port, 'POST /orders/7/lines');
  await ask(port, 'DELETE /orders/7');
  await ask(port, 'GET /nowhere');
  await new Promise((resolve) => server.close(resolve));
};
