import assert from 'node:assert/strict';
import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { installHooks } from '@waymark/hooks';
import { type Served, serve } from '../test-server.ts';
import { expressPatches } from './patches.ts';

// biome-ignore lint/suspicious/noExplicitAny: two majors of a library without types
type Any = any;

const failed: unknown[] = [];
installHooks(
  // The folder that an alias is installed in has the alias' name.
  expressPatches().flatMap((patch) => [patch, { ...patch, module: 'express-4' }]),
  { onError: (error) => failed.push(error) },
);
const require = createRequire(import.meta.url);
const majors = { 'Express 4': require('express-4'), 'Express 5': require('express') };

interface Case {
  claim: string;
  only?: keyof typeof majors;
  build(app: Any, express: Any): void;
  /** By request, `METHOD /path`. */
  expected: Record<string, Served>;
}

const answer = (_req: Any, res: Any) => res.end();
const fail = () => {
  throw new Error('thrown');
};
const pass = (_req: Any, _res: Any, next: Any) => next();
const tick = () => new Promise((resolve) => setImmediate(resolve));
const inner = (app: Any) => {
  app.get('/inner/:x', answer);
  app.get('/broken', fail);
  app.use((_error: Any, _req: Any, res: Any, _next: Any) => res.status(500).end());
};

/** Has the app handle a request that no server received. Resolves to the status of its answer. */
function sendFromWithin(app: RequestListener, url: string, socket = new Socket()): Promise<number> {
  const request = Object.assign(new IncomingMessage(socket), { method: 'GET', url });
  const response = new ServerResponse(request);
  return new Promise((resolve) => {
    response.end = () => {
      resolve(response.statusCode);
      return response;
    };
    app(request, response);
  });
}

const cases: Case[] = [
  {
    claim: 'a route is its pattern, not its path',
    build(app) {
      app.get('/', answer);
      app.get('/users/:id', answer);
      app.all('/any', answer);
      app.route('/books/:isbn').get(answer).post(answer);
    },
    expected: {
      'GET /': { status: 200, route: '/' },
      'GET /users/42?x=1': { status: 200, route: '/users/:id' },
      'HEAD /users/42': { status: 200, route: '/users/:id' },
      'DELETE /any': { status: 200, route: '/any' },
      'POST /books/3': { status: 200, route: '/books/:isbn' },
    },
  },
  {
    claim: 'nothing that matches is no route',
    build(app) {
      app.use(pass);
      app.get('/users/:id', answer);
    },
    expected: {
      'GET /nowhere': { status: 404 },
      'POST /users/42': { status: 404 },
      'OPTIONS /users/42': { status: 200 },
    },
  },
  {
    claim: 'what answers without a route has the path that it is mounted at, or none',
    build(app, express) {
      app.use('/static', answer);
      app.use('/passed/:on', pass);
      const api = express.Router();
      api.use('/inner', pass);
      api.get('/route', pass);
      api.use((req: Any, res: Any, next: Any) => (req.url === '/none' ? next() : res.status(401).end()));
      app.use('/api/:tenant', api);
      app.use((req: Any, res: Any, next: Any) => (req.url === '/' ? res.end() : next()));
    },
    expected: {
      'GET /static/x.css': { status: 200, route: '/static' },
      'GET /api/acme/inner': { status: 401, route: '/api/:tenant' },
      'GET /api/acme/route': { status: 401, route: '/api/:tenant' },
      'GET /api/acme/none': { status: 404 },
      'GET /passed/1': { status: 404 },
      'GET /': { status: 200 },
    },
  },
  {
    claim: 'mounted routers add their patterns, with parameters as patterns',
    build(app, express) {
      const deep = express.Router();
      deep.get('/deep/:z', answer);
      const api = express.Router();
      api.get('/', answer);
      api.get('/users/:id', answer);
      api.use('/sub/:s', deep);
      app.use('/api/:tenant', api);
      app.use('/plain/', api);
      app.use(api);
    },
    expected: {
      'GET /api/acme': { status: 200, route: '/api/:tenant' },
      'GET /api/acme/users/1': { status: 200, route: '/api/:tenant/users/:id' },
      'GET /api/acme/sub/1/deep/2': { status: 200, route: '/api/:tenant/sub/:s/deep/:z' },
      'GET /plain/users/1': { status: 200, route: '/plain/users/:id' },
      'GET /users/1': { status: 200, route: '/users/:id' },
      'GET /api/acme/nowhere': { status: 404 },
    },
  },
  {
    claim: 'a mounted app adds its pattern',
    build(app, express) {
      const sub = express();
      sub.get('/:item', answer);
      app.use('/shop/:shop', sub);
      const foreign = express();
      foreign.get('/:item', fail);
      foreign.set('env', 'test');
      app.use('/foreign', (req: Any, res: Any) => foreign(req, res));
    },
    expected: {
      'GET /shop/1/pen': { status: 200, route: '/shop/:shop/:item' },
      'GET /foreign/pen': { status: 500, route: '/foreign/:item', errors: ['thrown'] },
    },
  },
  {
    claim: "requests that the app handles meanwhile leave the span its request's route and errors",
    build(app) {
      app.get('/outer/:id', async (req: Any, res: Any) => {
        const borrowed = req.socket; // as endpoints do that take a batch of requests
        const statuses = [
          await sendFromWithin(app, '/inner/9'),
          await sendFromWithin(app, '/broken', borrowed),
        ];
        res.status(statuses.join() === '200,500' ? 200 : 501).end();
      });
      inner(app);
    },
    expected: {
      'GET /outer/1': { status: 200, route: '/outer/:id' },
      'GET /broken': { status: 500, route: '/broken', errors: ['thrown'] },
    },
  },
  {
    claim: 'an app that is given the request in another guise adds its pattern',
    build(app, express) {
      const foreign = express();
      foreign.get('/:item', answer);
      app.use('/proxy', (req: Any, res: Any) => foreign(new Proxy(req, {}), res));
    },
    expected: { 'GET /proxy/pen': { status: 200, route: '/proxy/:item' } },
  },
  {
    claim: 'a mount that passes the request on is left again',
    build(app) {
      app.use('/a', pass);
      app.use('/a/:b', (_req: Any, _res: Any, next: Any) => setImmediate(next), pass);
      app.get('/a/:x', answer);
    },
    expected: { 'GET /a/1': { status: 200, route: '/a/:x' } },
  },
  {
    claim: 'several paths and regular expressions are written as upstream does',
    build(app, express) {
      app.get(['/one', '/two/:n'], answer);
      app.get(/^\/re(\d+)$/, answer);
      const router = express.Router();
      router.get('/x', answer);
      app.use(['/m1', '/m2'], router);
      app.use(/^\/mount(?=\/)/, router);
    },
    expected: {
      'GET /two/2': { status: 200, route: '/one,/two/:n' },
      'GET /re12': { status: 200, route: '/^\\/re(\\d+)$/' },
      'GET /m2/x': { status: 200, route: '/m1,/m2/x' },
      'GET /mount/x': { status: 200, route: '/^\\/mount(?=\\/)//x' },
    },
  },
  {
    claim: "next('route') and next() go to the route that answers, or to none",
    build(app) {
      app.get('/n/:first', (_req: Any, _res: Any, next: Any) => next('route'), fail);
      app.all('/n/:second', pass);
      app.get('/n/1', answer);
      app.get('/after', (_req: Any, res: Any, next: Any) => {
        res.end();
        next();
      });
    },
    expected: {
      'GET /n/1': { status: 200, route: '/n/1' },
      'GET /n/2': { status: 404 },
      'GET /after': { status: 200, route: '/after' },
    },
  },
  {
    claim: "next('router') leaves the router, without an error",
    build(app, express) {
      const router = express.Router();
      router.get('/x', (_req: Any, _res: Any, next: Any) => next('router'));
      app.use('/r', router);
      app.get('/r/:later', answer);
    },
    expected: { 'GET /r/x': { status: 200, route: '/r/:later' } },
  },
  {
    claim: 'an error that nobody handles is recorded, once, and keeps its route',
    build(app, express) {
      app.get('/thrown/:id', fail);
      app.get('/next', (_req: Any, _res: Any, next: Any) => next(new Error('passed on')));
      app.get('/later', (_req: Any, _res: Any, next: Any) => setImmediate(next, new Error('later')));
      app.get('/text', (_req: Any, _res: Any, next: Any) => next('only text'));
      app.get('/status', (_req: Any, _res: Any, next: Any) =>
        next(Object.assign(new Error('teapot'), { status: 418 })),
      );
      const router = express.Router();
      router.get('/x', fail);
      app.use('/deep', express.Router().use('/deeper', router));
    },
    expected: {
      'GET /thrown/1': { status: 500, route: '/thrown/:id', errors: ['thrown'] },
      'GET /next': { status: 500, route: '/next', errors: ['passed on'] },
      'GET /later': { status: 500, route: '/later', errors: ['later'] },
      'GET /text': { status: 500, route: '/text', errors: ['only text'] },
      'GET /status': { status: 418, route: '/status', errors: ['teapot'] },
      'GET /deep/deeper/x': { status: 500, route: '/deep/deeper/x', errors: ['thrown'] },
    },
  },
  {
    claim: 'an error that a handler answers is recorded, once',
    build(app, express) {
      const router = express.Router();
      router.get('/x', fail);
      router.use((error: Any, _req: Any, _res: Any, next: Any) => next(error));
      app.use('/router', router);
      app.get('/route', fail, (_error: Any, _req: Any, res: Any, _next: Any) => res.status(409).end());
      app.get('/again', (_req: Any, _res: Any, next: Any) => next(new Error('first')));
      app.use((error: Any, _req: Any, res: Any, next: Any) => {
        if (error.message === 'first') throw new Error('second');
        if (error.message === 'second') return next(error);
        res.status(503).end();
      });
    },
    expected: {
      'GET /router/x': { status: 503, route: '/router/x', errors: ['thrown'] },
      'GET /route': { status: 409, route: '/route', errors: ['thrown'] },
      'GET /again': { status: 500, route: '/again', errors: ['first', 'second'] },
    },
  },
  {
    claim: 'an error from middleware is recorded, below the path that it is mounted at',
    build(app, express) {
      app.use('/mw', fail);
      app.use(express.json());
      app.param('id', (_req: Any, _res: Any, next: Any, id: string) =>
        next(id === '0' ? new Error('bad id') : null),
      );
      app.get('/p/:id', answer);
      app.post('/body', answer);
    },
    expected: {
      'GET /mw/x': { status: 500, route: '/mw', errors: ['thrown'] },
      'GET /p/0': { status: 500, errors: ['bad id'] },
      'GET /p/1': { status: 200, route: '/p/:id' },
    },
  },
  {
    claim: 'a rejected promise is an error',
    only: 'Express 5',
    build(app) {
      app.get('/rejected', async () => {
        await tick();
        throw new Error('rejected');
      });
      app.get('/nothing', () => Promise.reject());
      app.use('/mw', async () => {
        throw new Error('from middleware');
      });
      app.get('/files/*path', answer);
    },
    expected: {
      'GET /rejected': { status: 500, route: '/rejected', errors: ['rejected'] },
      'GET /nothing': { status: 500, route: '/nothing', errors: ['Rejected promise'] },
      'GET /mw': { status: 500, route: '/mw', errors: ['from middleware'] },
      'GET /files/a/b': { status: 200, route: '/files/*path' },
    },
  },
];

for (const [major, express] of Object.entries(majors)) {
  describe(major, () => {
    for (const { claim, only, build, expected } of cases) {
      if (only !== undefined && only !== major) continue;
      test(claim, async () => {
        const app = express();
        app.set('env', 'test'); // else Express prints errors
        build(app, express);
        const server = await serve(app);
        const served: Record<string, Served> = {};
        for (const target of Object.keys(expected)) served[target] = await server.send(target);
        await server.close();
        assert.deepEqual(served, expected);
      });
    }

    test('a body that cannot be parsed is recorded, though its parser lost the context', async () => {
      const app = express();
      app.set('env', 'test');
      app.use(express.json());
      const server = await serve(app);
      const { status, errors } = await server.send('POST /', '{"half');
      await server.close();
      assert.equal(status, 400);
      assert.match(errors?.join() ?? '', /JSON/);
    });

    test('a request that the app handles before any real one claims no span', async () => {
      const app = express();
      app.set('env', 'test');
      inner(app);
      const server = await serve(async (_req, res) => {
        await sendFromWithin(app, '/inner/9');
        await sendFromWithin(app, '/broken');
        res.end();
      });
      const served = await server.send('GET /');
      await server.close();
      assert.deepEqual(served, { status: 200 });
    });

    test('a router that is called without a response works', async () => {
      const router = express.Router().use('/a', pass);
      await new Promise((resolve) => router.handle({ method: 'GET', url: '/a' }, undefined, resolve));
    });

    test('what is wrapped looks as before, and layers keep the functions of the app', () => {
      const router = express.Router();
      const handler = express.Router();
      router.use('/x', handler);
      assert.equal(router.stack[0].handle, handler);
      assert.deepEqual(Object.keys(router.stack[0]).includes('handle_request'), false);
      const { dispatch } = express.Route.prototype;
      const wrapped = [dispatch, router.use, router.handle];
      assert.deepEqual(
        wrapped.map((method) => `${method.name} ${method.length}`),
        ['dispatch 3', 'use 1', 'handle 3'],
      );
    });

    test('an app that wraps the same methods works, and sees its own wrapper called', async () => {
      const proto = express.Router.prototype?.route ? express.Router.prototype : express.Router;
      const { use } = proto;
      const { dispatch } = express.Route.prototype;
      const called: string[] = [];
      proto.use = function (this: Any, ...args: Any[]) {
        called.push('use');
        return use.apply(this, args);
      };
      express.Route.prototype.dispatch = function (this: Any, ...args: Any[]) {
        called.push('dispatch');
        return dispatch.apply(this, args);
      };
      const router = express.Router();
      router.get('/:id', answer);
      const server = await serve(express().use('/api', router));
      const served = await server.send('GET /api/1');
      await server.close();
      proto.use = use;
      express.Route.prototype.dispatch = dispatch;
      assert.deepEqual(served, { status: 200, route: '/api/:id' });
      assert.ok(called.includes('use') && called.includes('dispatch'));
    });

    test('a request that nobody traces passes through', async () => {
      const app = express();
      app.use(
        '/a',
        express.Router().get('/b', (_req: Any, res: Any) => res.end('ok')),
      );
      const untraced = app.listen(0);
      const response = await fetch(`http://127.0.0.1:${untraced.address().port}/a/b`);
      assert.equal(await response.text(), 'ok');
      untraced.close();
    });

    test('patching twice changes nothing', () => {
      const { dispatch } = express.Route.prototype;
      for (const patch of expressPatches()) patch.patch(express, { name: 'express' });
      assert.equal(express.Route.prototype.dispatch, dispatch);
    });
  });
}

test('no patch failed', () => assert.deepEqual(failed, []));
