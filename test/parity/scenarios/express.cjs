// Express: middleware, routers, parameters, errors. The same for Express 5 and, in express-4, for Express 4.

exports.run = async ({ load, listen, close, ask }) => {
  const http = await load('node:http');
  const express = await load('express');
  const app = express();
  app.use(express.json());
  app.use(function knock(_request, _response, next) {
    next();
  });
  const orders = express.Router();
  orders.get('/:id', (request, response) => response.json({ order: request.params.id }));
  orders.post('/', (request, response) => response.status(201).json(request.body));
  app.use('/orders', orders);
  app.get('/fail', () => {
    throw new TypeError('out of stock');
  });
  app.get('/handled', (_request, _response, next) => next(new Error('handled')));
  app.use(function apologize(error, _request, response, next) {
    if (error.message === 'handled') response.status(503).end('sorry');
    else next(error);
  });
  app.set('env', 'test');
  const server = http.createServer(app);
  const port = await listen(server);
  await ask(port, 'GET /orders/7?page=2');
  await ask(port, 'POST /orders', { 'Content-Type': 'application/json' }, '{"item":1}');
  await ask(port, 'GET /handled');
  await ask(port, 'GET /fail');
  await ask(port, 'GET /nowhere');
  await close(server);
};
