import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { installHooks } from '@waymark/hooks';
import { type Served, serve, type TestServer } from '../test-server.ts';
import { honoPatches } from './patches.ts';

// biome-ignore lint/suspicious/noExplicitAny: one test app for several versions of Hono
type Any = any;

const failed: unknown[] = [];
const aliased = honoPatches().map((patch) => ({ ...patch, module: 'hono-first' }));
installHooks([...honoPatches(), ...aliased], { onError: (error) => failed.push(error) });
const require = createRequire(import.meta.url);

const fail = () => {
  throw new Error('thrown');
};
const reject = async () => {
  throw new Error('rejected');
};
const pass = async (c: Any, next: Any) => {
  await next();
  c.header('x-passed', 'yes');
};
const text = (c: Any) => c.text('ok');

function build(Hono: Any): Any {
  const app = new Hono();
  app.use(pass);
  app.use('/guarded/*', async (c: Any, next: Any) => (c.req.query('key') ? next() : c.text('no', 401)));
  app.get('/', text);
  app.get('/users/:id', text);
  app.get('/guarded/:id', text);
  app.get('/twice/:a', pass, async (c: Any) => c.text('ok'));
  app.get('/turned-away/:a', (c: Any, _next: Any) => c.text('no', 403), text);
  app.get('/passed-on/*', pass);
  app.get('/optional/:name{[a-z]+}/:more?', text);
  app.on(['PUT', 'PATCH'], ['/things/:id', '/articles/:id'], text);
  app.all('/any/:id', text);
  app.get('/thrown', fail);
  app.get('/rejected/:id', reject);
  app.get('/text', () => Promise.reject('only a text'));
  app.get('/own-404', (c: Any) => c.notFound());
  app.get('/sends', async (c: Any) => {
    await app.request('/users/9');
    await app.request('/rejected/9');
    return c.text('ok');
  });
  app.use('/breaks/*', fail);

  const things = new Hono();
  things.get('/', text);
  things.get('/:thing', text);
  const inner = new Hono().get('/:leaf', text);
  things.route('/inner', inner);
  app.route('/api/:tenant', things);

  const handling = new Hono();
  handling.use(pass);
  handling.get('/broken', fail);
  handling.onError((error: Error, c: Any) => c.text(error.message, 409));
  app.route('/handling', handling);

  app.basePath('/base').get('/:id', text);
  app.mount('/mounted', build2(Hono).fetch);
  app.notFound((c: Any) => c.text('nothing here', 404));
  app.onError((_error: Error, c: Any) => c.text('sorry', 500));
  return app;
}

function build2(Hono: Any): Any {
  const app = new Hono();
  app.use(pass);
  app.get('/deep/:id', text);
  app.get('/broken', reject);
  return app;
}

const expected: Record<string, Served> = {
  'GET /': { status: 200, route: '/' },
  'GET /users/42?x=1': { status: 200, route: '/users/:id' },
  'HEAD /users/42': { status: 200, route: '/users/:id' },
  'GET /guarded/1': { status: 401 },
  'GET /guarded/1?key=1': { status: 200, route: '/guarded/:id' },
  'GET /twice/1': { status: 200, route: '/twice/:a' },
  'GET /turned-away/1': { status: 403, route: '/turned-away/:a' },
  'GET /passed-on/1': { status: 404 },
  'GET /optional/x': { status: 200, route: '/optional/:name{[a-z]+}/:more?' },
  'PUT /things/1': { status: 200, route: '/things/:id' },
  'PATCH /articles/1': { status: 200, route: '/articles/:id' },
  'POST /any/1': { status: 200, route: '/any/:id' },
  'GET /thrown': { status: 500, route: '/thrown', errors: ['thrown'] },
  'GET /rejected/1': { status: 500, route: '/rejected/:id', errors: ['rejected'] },
  'GET /own-404': { status: 404, route: '/own-404' },
  'GET /sends': { status: 200, route: '/sends' },
  'GET /breaks/1': { status: 500, route: '/breaks/*', errors: ['thrown'] },
  'GET /api/acme': { status: 200, route: '/api/:tenant' },
  'GET /api/acme/1': { status: 200, route: '/api/:tenant/:thing' },
  'GET /api/acme/inner/1': { status: 200, route: '/api/:tenant/inner/:leaf' },
  'GET /handling/broken': { status: 409, route: '/handling/broken', errors: ['thrown'] },
  'GET /base/1': { status: 200, route: '/base/:id' },
  'GET /mounted/deep/1': { status: 200, route: '/mounted/deep/:id' },
  'GET /mounted/broken': { status: 500, route: '/mounted/broken', errors: ['rejected'] },
  'GET /nowhere': { status: 404 },
  'DELETE /users/1': { status: 404 },
};

for (const entry of [
  'hono',
  'hono/quick',
  'hono/tiny',
  'hono-first',
  'hono-first/quick',
  'hono-first/tiny',
]) {
  describe(entry, () => {
    const { Hono } = require(entry);
    // The smallest router knows no patterns in a name, and cannot tell a missing segment.
    const has = (target: string) => !(entry.endsWith('/tiny') && target.includes('optional'));
    let server: TestServer;
    before(async () => {
      server = await serve(getRequestListener(build(Hono).fetch) as Any);
    });
    after(() => server.close());

    for (const [target, served] of Object.entries(expected).filter(([target]) => has(target))) {
      const shown = `${served.route ?? 'no route'}${served.errors ? ` with ${served.errors}` : ''}`;
      test(`${target} is ${shown}`, async () => assert.deepEqual(await server.send(target), served));
    }

    test("the class is Hono by name, and the app's functions stay its own", () => {
      assert.equal(Hono.name, 'Hono');
      const app = new Hono().get('/', text);
      assert.equal(app.constructor, Hono);
      assert.equal(app.routes[0].handler, text);
      assert.deepEqual(Object.keys(app.router).includes('add'), false);
    });

    test('a request that nobody traces passes through', async () => {
      const response = await build(Hono).request('/users/1');
      assert.equal(await response.text(), 'ok');
    });
  });
}

for (const entry of ['hono/factory', 'hono-first/factory']) {
  test(`${entry} makes apps that have their routes, set up as the app says`, async () => {
    const { Factory, createFactory } = require(entry);
    assert.equal(Factory.name, 'Factory');
    assert.deepEqual(createFactory().createHandlers(text, undefined), [text]);
    if (entry === 'hono-first/factory') return; // makes no apps yet
    const factory = createFactory({
      initApp: (app: Any) => app.use('/things/*', pass).get('/early/:id', text),
    });
    for (const app of [factory.createApp(), new Factory().createApp().get('/early/:id', text)]) {
      const server = await serve(getRequestListener(app.get('/things/:id', text).fetch) as Any);
      assert.deepEqual(await server.send('GET /things/1'), { status: 200, route: '/things/:id' });
      assert.deepEqual(await server.send('GET /early/1'), { status: 200, route: '/early/:id' });
      await server.close();
    }
  });
}

test('an adapter that keeps the messages to itself has the route in the context', async () => {
  const { Hono } = require('hono');
  const app = build(Hono);
  const server = await serve(async (req, res) => {
    const response = await app.fetch(new Request(`http://localhost${req.url}`));
    res.writeHead(response.status).end(await response.text());
  });
  assert.deepEqual(await server.send('GET /users/1'), { status: 200, route: '/users/:id' });
  assert.deepEqual(await server.send('GET /sends'), { status: 200, route: '/sends' });
  await server.close();
});

test('an app inside of an Express app has both patterns', async () => {
  const { frameworkPatches } = await import('../index.ts');
  installHooks(
    frameworkPatches().filter(({ module }) => module === 'express'),
    { onError: (e) => failed.push(e) },
  );
  const { Hono } = require('hono');
  const listener = getRequestListener(build(Hono).fetch) as Any;
  const server = await serve(
    require('express')().use('/outer/:o', (req: Any, res: Any) => listener(req, res)),
  );
  assert.deepEqual(await server.send('GET /outer/1/api/acme/2'), {
    status: 200,
    route: '/outer/:o/api/:tenant/:thing',
  });
  await server.close();
});

test('no patch failed', () => assert.deepEqual(failed, []));
