// Connect: middleware, a mounted path, an error handler.

exports.run = async ({ load, listen, close, ask }) => {
  const http = await load('node:http');
  const connect = await load('connect');
  const app = connect();
  app.use(function knock(_request, _response, next) {
    next();
  });
  app.use('/orders', function orders(_request, response) {
    response.end('ok');
  });
  app.use('/fail', function fail(_request, _response, next) {
    next(new Error('out of stock'));
  });
  app.use(function apologize(_error, _request, response, _next) {
    response.statusCode = 500;
    response.end('sorry');
  });
  const server = http.createServer(app);
  const port = await listen(server);
  await ask(port, 'GET /orders/7');
  await ask(port, 'GET /fail');
  await ask(port, 'GET /nowhere');
  await close(server);
};
