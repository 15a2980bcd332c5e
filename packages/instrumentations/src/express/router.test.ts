/** The `router` package by itself, behind a plain `node:http` server. */

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { installHooks } from '@waymark/hooks';
import { type Served, serve, type TestServer } from '../test-server.ts';
import { expressPatches, routerPatches } from './patches.ts';

// biome-ignore lint/suspicious/noExplicitAny: two majors of a library without types
type Any = any;

const failed: unknown[] = [];
const aliased = routerPatches().map((patch) => ({ ...patch, module: 'router-1' }));
installHooks([...routerPatches(), ...aliased, ...expressPatches()], {
  onError: (error) => failed.push(error),
});
const require = createRequire(import.meta.url);

const answer = (_req: Any, res: Any) => res.end();
const pass = (_req: Any, _res: Any, next: Any) => next();
const fail = () => {
  throw new Error('thrown');
};

function build(Router: Any): Any {
  const router = Router();
  router.use(pass);
  router.get('/users/:id', pass, answer);
  router.route('/things/:id').put(answer);
  router.get('/broken', fail);
  router.get('/passed-on', pass);
  const inner = Router();
  inner.get('/', answer).get('/:leaf', answer);
  inner.get('/handled', fail);
  router.use('/api/:tenant', inner);
  router.use((error: Any, _req: Any, res: Any, next: Any) => {
    if (error.message !== 'thrown') return next(error);
    res.writeHead(500).end();
  });
  return router;
}

const expected: Record<string, Served> = {
  'GET /users/42?x=1': { status: 200, route: '/users/:id' },
  'PUT /things/1': { status: 200, route: '/things/:id' },
  'GET /api/acme': { status: 200, route: '/api/:tenant' },
  'GET /api/acme/1': { status: 200, route: '/api/:tenant/:leaf' },
  'GET /broken': { status: 500, route: '/broken', errors: ['thrown'] },
  'GET /passed-on': { status: 404 },
  'GET /nowhere': { status: 404 },
};

for (const name of ['router-1', 'router']) {
  describe(name, () => {
    let server: TestServer;
    before(async () => {
      const router = build(require(name));
      server = await serve((req, res) => router(req, res, () => res.writeHead(404).end()));
    });
    after(() => server.close());

    for (const [target, served] of Object.entries(expected)) {
      test(`${target} is ${served.route ?? 'no route'}`, async () =>
        assert.deepEqual(await server.send(target), served));
    }
  });
}

test('an Express 5 app on the same copy of router is patched once', async () => {
  const app = require('express')();
  app.set('env', 'test');
  app.get('/users/:id', fail);
  const server = await serve(app);
  assert.deepEqual(await server.send('GET /users/1'), {
    status: 500,
    route: '/users/:id',
    errors: ['thrown'],
  });
  await server.close();
});

test('no patch failed', () => assert.deepEqual(failed, []));
