// Koa and Hapi, of test/frameworks, on servers of node:http2: each is asked once.

const http2 = require('node:http2');
const { createRequire } = require('node:module');
const path = require('node:path');

const load = createRequire(path.join(__dirname, '../frameworks/package.json'));

async function koa() {
  const Koa = load('koa');
  const { Router } = load('@koa/router');
  const router = new Router();
  router.get('/koa/:id', (ctx) => {
    ctx.body = ctx.params.id;
  });
  return http2.createServer(new Koa().use(router.routes()).callback());
}

async function hapi() {
  const listener = http2.createServer();
  const server = load('@hapi/hapi').server({ listener, autoListen: false, tls: false });
  server.route({ method: 'GET', path: '/hapi/{id}', handler: ({ params }) => params.id });
  await server.start();
  return listener;
}

async function ask(server, target) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
  const stream = session.request({ ':path': target });
  await new Promise((resolve) => stream.resume().on('close', resolve));
  session.close();
  server.close();
}

async function main() {
  await ask(await koa(), '/koa/1');
  await ask(await hapi(), '/hapi/1');
}

main();
