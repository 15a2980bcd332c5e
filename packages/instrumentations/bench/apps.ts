/** An app a framework, with one route and nothing else, as the listener that a server gives its requests to. */

import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';

// biome-ignore lint/suspicious/noExplicitAny: frameworks without types
type Any = any;

const here = createRequire(import.meta.url);
const others = createRequire(new URL('../../../test/frameworks/package.json', import.meta.url));
const path = '/orders/:id';

export const apps: Record<string, () => RequestListener | Promise<RequestListener>> = {
  'Express 4': () => expressApp(here('express-4')),
  'Express 5': () => expressApp(here('express')),
  async Fastify() {
    let listener: RequestListener | undefined;
    const serverFactory = (given: RequestListener, options: Any) => {
      listener = given;
      return createServer(options, given);
    };
    const app = here('fastify')({ serverFactory });
    app.get(path, (_request: Any, reply: Any) => reply.send('x'));
    await app.ready();
    return listener!;
  },
  Hono() {
    const { Hono } = here('hono');
    const app = new Hono().get(path, (ctx: Any) => ctx.text('x'));
    return here('@hono/node-server').getRequestListener(app.fetch);
  },
  Koa() {
    const Router = others('@koa/router');
    const router = new Router().get(path, (ctx: Any) => {
      ctx.body = 'x';
    });
    return new (others('koa'))().use(router.routes()).callback();
  },
  Connect: () => others('connect')().use('/orders', (_req: Any, res: Any) => res.end('x')),
  Restify() {
    const app = others('restify').createServer();
    app.get(path, (_req: Any, res: Any, next: Any) => {
      res.end('x');
      next();
    });
    return (req, res) => void app.server.emit('request', req, res);
  },
};

function expressApp(express: Any): RequestListener {
  const app = express().disable('etag').disable('x-powered-by');
  app.get(path, (_req: Any, res: Any) => res.end('x'));
  return app;
}
