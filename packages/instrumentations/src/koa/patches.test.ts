import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { installHooks } from '@waymark/hooks';
import { type Served, serve } from '../test-server.ts';
import { koaPatches } from './patches.ts';

// biome-ignore lint/suspicious/noExplicitAny: libraries without types
type Any = any;

const failed: unknown[] = [];
const patches = koaPatches();
const asAlias = patches.map((patch) => ({ ...patch, module: 'koa-2' }));
installHooks([...patches, ...asAlias], { onError: (error) => failed.push(error) });
const require = createRequire(new URL('../../../../test/frameworks/package.json', import.meta.url));
const mount = require('koa-mount');

const koas = { 'Koa 2': require('koa-2'), 'Koa 3': require('koa') };
const routers = {
  '@koa/router 8': require('@koa/router-8'),
  '@koa/router 12': require('@koa/router-12'),
  '@koa/router 15': require('@koa/router'),
  'koa-router 7': require('koa-router-7'),
  'koa-router 14': require('koa-router'),
};

const answer = (ctx: Any) => {
  ctx.body = 'ok';
};
const fail = async () => {
  throw new Error('thrown');
};
const pass = (_ctx: Any, next: Any) => next();
/** Middleware that most apps have, around all others. */
const excuse = async (ctx: Any, next: Any) => {
  try {
    await next();
  } catch (error) {
    ctx.status = (error as Any).status ?? 503;
    ctx.body = 'excuse me';
  }
};

interface Case {
  readonly claim: string;
  build(app: Any, Router: Any, Koa: Any): void;
  readonly expected: Readonly<Record<string, Served>>;
}

const cases: Case[] = [
  {
    claim: 'the route is the matched pattern, with the prefixes of the routers',
    build(app, Router) {
      const inner = new Router({ prefix: '/items' });
      inner.get('/:item', answer);
      const outer = new Router({ prefix: '/api/:tenant' });
      outer.use(inner.routes(), inner.allowedMethods());
      outer.get('/', pass, answer);
      outer.put(['/one', '/two/:n'], answer);
      app.use(outer.routes()).use(outer.allowedMethods());
    },
    expected: {
      'GET /api/acme/items/pen?x=1': { status: 200, route: '/api/:tenant/items/:item' },
      'PUT /api/acme/two/2': { status: 200, route: '/api/:tenant/two/:n' },
      'POST /api/acme/items/pen': { status: 405 },
      'GET /nowhere': { status: 404 },
    },
  },
  {
    claim: 'middleware of a router is no route, also where it answers in its place',
    build(app, Router) {
      const router = new Router();
      router.use('/locked', (ctx: Any) => ctx.throw(401, 'locked'));
      router.use(pass);
      router.get('/locked/:door', answer);
      router.get('/open/:door', answer);
      app.use(router.routes());
    },
    expected: {
      'GET /locked/1': { status: 401, route: '/locked/:door', errors: ['locked'] },
      'GET /open/1': { status: 200, route: '/open/:door' },
    },
  },
  {
    claim: 'a regular expression is written as its source',
    build(app, Router) {
      const router = new Router();
      router.get(/^\/re(\d+)$/, answer);
      app.use(router.routes());
    },
    expected: { 'GET /re12': { status: 200, route: '/^\\/re(\\d+)$/' } },
  },
  {
    claim: 'what is mounted has its path before its routes, and none any more when it passes the request on',
    build(app, Router, Koa) {
      const inner = new Router();
      inner.get('/b/:id', (ctx: Any) => {
        ctx.body = `${ctx.mountPath} ${ctx._matchedRoute}`;
      });
      const mounted = new Koa();
      mounted.use(mount('/deep', inner.routes()));
      mounted.use(pass);
      app.use(mount('/a', mounted));
      const router = new Router();
      router.get('/a/:other', answer);
      app.use(router.routes());
    },
    expected: {
      'GET /a/deep/b/7': { status: 200, route: '/a/deep/b/:id' },
      'GET /a/x': { status: 200, route: '/a/:other' },
      'GET /a/deep/x': { status: 404 },
    },
  },
  {
    claim: 'the root of what is mounted is the path that it is mounted at',
    build(app, Router) {
      const router = new Router();
      router.get('/', answer);
      app.use(mount('/a', router.routes()));
    },
    expected: {
      'GET /a': { status: 200, route: '/a' },
      'GET /a/': { status: 200, route: '/a' },
    },
  },
  {
    claim: 'what has left one mount for another has the path of that one, though the same is left of its own',
    build(app, Router) {
      const router = new Router();
      router.get('/:id', answer);
      app.use(mount('/old', pass));
      app.use((ctx: Any, next: Any) => {
        ctx.path = ctx.path.replace('/old', '/new');
        return next();
      });
      app.use(mount('/new', router.routes()));
    },
    expected: { 'GET /old/7': { status: 200, route: '/new/:id' } },
  },
  {
    claim: 'an error is recorded once, however much middleware it passes',
    build(app, Router) {
      const router = new Router();
      router.get('/async/:id', pass, fail);
      router.get('/sync', () => {
        throw new Error('at once');
      });
      router.get('/later', async () => {
        await new Promise(setImmediate);
        throw new Error('later');
      });
      router.get('/status', (ctx: Any) => ctx.throw(418, 'teapot'));
      app.use(pass).use(router.routes());
    },
    expected: {
      'GET /async/1': { status: 500, route: '/async/:id', errors: ['thrown'] },
      'GET /sync': { status: 500, route: '/sync', errors: ['at once'] },
      'GET /later': { status: 500, route: '/later', errors: ['later'] },
      'GET /status': { status: 418, route: '/status', errors: ['teapot'] },
    },
  },
  {
    claim: 'an error that middleware answers is recorded, of the app as of a router',
    build(app, Router) {
      const router = new Router();
      router.get('/plain', fail);
      const careful = new Router();
      careful.use(async (ctx: Any, next: Any) => {
        await next().catch((error: Error) => {
          ctx.status = 409;
          ctx.body = error.message;
        });
      });
      careful.get('/careful', fail);
      app.use(excuse).use(careful.routes()).use(router.routes());
      app.use((ctx: Any) => ctx.path === '/mw' && fail());
    },
    expected: {
      'GET /plain': { status: 503, route: '/plain', errors: ['thrown'] },
      'GET /careful': { status: 409, route: '/careful', errors: ['thrown'] },
      'GET /mw': { status: 503, errors: ['thrown'] },
    },
  },
  {
    claim: 'a body that cannot be sent is recorded',
    build(app) {
      app.use((ctx: Any) => {
        ctx.body = { big: 1n };
      });
    },
    expected: { 'GET /': { status: 500, errors: ['Do not know how to serialize a BigInt'] } },
  },
  {
    claim: 'a parameter of a router is looked up before its handler, and its error recorded',
    build(app, Router) {
      const router = new Router();
      router.param('id', (id: string, ctx: Any, next: Any) => {
        ctx.assert(id !== '0', 400, 'bad id');
        return next();
      });
      router.get('/p/:id', answer);
      app.use(router.routes());
    },
    expected: {
      'GET /p/1': { status: 200, route: '/p/:id' },
      'GET /p/0': { status: 400, route: '/p/:id', errors: ['bad id'] },
    },
  },
];

for (const [koa, Koa] of Object.entries(koas)) {
  for (const [name, Router] of Object.entries(routers)) {
    describe(`${koa} with ${name}`, () => {
      for (const { claim, build, expected } of cases) {
        test(claim, async () => {
          const app = new Koa();
          app.silent = true;
          build(app, Router, Koa);
          const server = await serve(app.callback());
          const served: Record<string, Served> = {};
          for (const target of Object.keys(expected)) served[target] = await server.send(target);
          await server.close();
          assert.deepEqual(served, expected);
        });
      }
    });
  }

  describe(koa, () => {
    const Router = routers['@koa/router 12'];

    test('what an app answers by another way is none of the span', async () => {
      const app = new Koa();
      app.silent = true;
      const router = new Router();
      router.get('/outer', async (ctx: Any) => {
        const broken = once(app, 'error');
        const req = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/broken' });
        app.callback()(req, new ServerResponse(req));
        ctx.body = (await broken)[0].message;
      });
      router.get('/broken', fail);
      app.use(router.routes());
      const server = await serve(app.callback());
      assert.deepEqual(await server.send('GET /outer'), { status: 200, route: '/outer' });
      await server.close();
    });

    test('what watches looks as what it watches', () => {
      const app = new Koa();
      const router = new Router();
      async function named(_ctx: Any, _next: Any) {}
      app.use(Object.assign(named, { note: 1 })).use(router.routes());
      const [first, second] = app.middleware;
      assert.deepEqual(
        [first.name, first.length, first.note, second.router === router],
        ['named', 2, 1, true],
      );
      assert.deepEqual([Koa.prototype.use.name, Koa.prototype.use.length], ['use', 1]);
    });

    test('the layers of a router are watched once, however many requests they have', async () => {
      const app = new Koa();
      const router = new Router();
      router.get('/a', answer);
      app.use(router.routes());
      const server = await serve(app.callback());
      const handlers = [router.stack[0].stack[0]];
      for (let i = 0; i < 2; i++) {
        await server.send('GET /a');
        handlers.push(router.stack[0].stack[0]);
      }
      await server.close();
      assert.notEqual(handlers[1], handlers[0]);
      assert.equal(handlers[2], handlers[1]);
    });

    test('what is told of a request is found by way of its proxies and descendants', async () => {
      const app = new Koa();
      const router = new Router();
      router.get('/a/:id', (ctx: Any) => {
        const told = [ctx, Object.create(ctx), new Proxy(ctx, {})].map((each) => [
          each._matchedRoute,
          each.mountPath,
        ]);
        ctx.body = told.join();
        ctx.status = told.join() === '/a/:id,/m,/a/:id,/m,/a/:id,/m' ? 200 : 500;
      });
      app.use(mount('/m', router.routes()));
      const server = await serve(app.callback());
      assert.deepEqual(await server.send('GET /m/a/1'), { status: 200, route: '/m/a/:id' });
      await server.close();
    });

    test('others may use the names that routers use', async () => {
      const app = new Koa();
      const told = [
        { matched: [{ stack: [] }], _matchedRoute: '/first' },
        { matched: [{ stack: [], methods: [] }, null], _matchedRoute: '/second' },
        { matched: [Object.freeze({ stack: Object.freeze([pass]), methods: ['GET'], path: '/p' })] },
        { mountPath: undefined },
        { mountPath: 7 },
      ];
      app.use((ctx: Any) => {
        const each = told[Number(ctx.path.slice(1))]!;
        Object.assign(ctx, each);
        if (ctx.path === '/2') ctx._matchedRoute = '/p';
        ctx.status = Object.entries(each).every(([name, value]) => ctx[name] === value) ? 200 : 500;
      });
      const server = await serve(app.callback());
      const served = [];
      for (let i = 0; i < told.length; i++) served.push(await server.send(`GET /${i}`));
      await server.close();
      assert.deepEqual(served, [
        { status: 200, route: '/first' },
        { status: 200, route: '/second' },
        { status: 200, route: '/p' },
        { status: 200 },
        { status: 200 },
      ]);
    });

    test('what is a promise in name only is waited for', async () => {
      const app = new Koa();
      app.use((ctx: Any) => ({
        // biome-ignore lint/suspicious/noThenProperty: as old libraries have it, for one callback
        then(resolve: () => void) {
          setImmediate(() => {
            ctx.status = 201;
            resolve();
          });
        },
      }));
      const server = await serve(app.callback());
      assert.deepEqual(await server.send('GET /'), { status: 201 });
      await server.close();
    });

    test('a request that nobody traces passes through', async () => {
      const app = new Koa();
      app.silent = true;
      const router = new Router();
      router.get('/a/:id', (ctx: Any) => {
        ctx.body = `${ctx._matchedRoute} ${ctx.mountPath}`;
      });
      router.get('/fail', fail);
      app.use(mount('/m', router.routes())).use(router.routes());
      const server = app.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const ask = async (path: string) =>
        (await fetch(`http://127.0.0.1:${server.address().port}${path}`)).text();
      assert.deepEqual(await Promise.all(['/a/1', '/m/a/1', '/fail'].map(ask)), [
        '/a/:id undefined',
        '/a/:id /m',
        'Internal Server Error',
      ]);
      server.close();
    });
  });
}

test('a rejection that nobody handles stays one', async () => {
  const careless = `
    import { koaPatches } from ${JSON.stringify(import.meta.resolve('./patches.ts'))};
    import { serve } from ${JSON.stringify(import.meta.resolve('../test-server.ts'))};
    import Koa from ${JSON.stringify(require.resolve('koa'))};
    koaPatches()[0].patch(Koa);
    process.on('unhandledRejection', (error) => console.log('unhandled', error.message));
    const app = new Koa();
    app.use((ctx, next) => { next(); ctx.body = 'ok' }).use(async () => { throw new Error('thrown') });
    const server = await serve(app.callback());
    console.log(JSON.stringify(await server.send('GET /')));
    await server.close();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', careless]);
  assert.equal(stdout, 'unhandled thrown\n{"status":200,"errors":["thrown"]}\n');
});

test('no patch failed', () => assert.deepEqual(failed, []));
