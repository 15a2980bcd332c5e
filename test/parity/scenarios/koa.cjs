// Koa with its router: middleware, parameters, errors.

exports.run = async ({ load, listen, close, ask }) => {
  const http = await load('node:http');
  const Koa = await load('koa');
  const Router = await load('@koa/router');
  const app = new Koa();
  app.silent = true;
  app.use(async function knock(_context, next) {
    await next();
  });
  const router = new Router();
  router.get('/orders/:id', (context) => {
    context.body = context.params.id;
  });
  router.get('/fail', () => {
    throw new TypeError('out of stock');
  });
  app.use(router.routes());
  const server = http.createServer(app.callback());
  const port = await listen(server);
  await ask(port, 'GET /orders/7');
  await ask(port, 'GET /fail');
  await ask(port, 'GET /nowhere');
  await close(server);
};
