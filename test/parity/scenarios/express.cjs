// Express: middleware, routers, mounts, parameters, errors. The same for Express 5 and, in express-4, for Express 4.

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
  app.get(['/stock', '/stock/:item'], (_request, response) => response.end('full'));
  app.get(/^\/page(\d+)$/, (_request, response) => response.end('page'));
  app
    .route('/basket')
    .all((_request, _response, next) => next())
    .get((_request, response) => response.end('empty'));
  const shop = express();
  shop.get('/:aisle', (_request, response) => response.end('aisle'));
  app.use('/shops/:shop', shop);
  app.use('/files', function file(_request, response) {
    response.end('file');
  });
  app.get('/late', (_request, response) => {
    response.end('sent');
    throw new Error('too late');
  });
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
  for (const path of ['/stock/pen', '/page7', '/basket', '/shops/3/4', '/files/a.css', '/late', '/nowhere'])
    await ask(port, `GET ${path}`);
  await close(server);
};
