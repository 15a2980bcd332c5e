import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { installHooks } from '@waymark/hooks';
import { expressPatches } from '../express/patches.ts';
import { type Served, serve } from '../test-server.ts';
import { connectPatches } from './patches.ts';

// biome-ignore lint/suspicious/noExplicitAny: libraries without types
type Any = any;

process.env['NODE_ENV'] = 'test'; // else Connect prints errors
const failed: unknown[] = [];
const patches = connectPatches();
const asAlias = patches.map((patch) => ({ ...patch, module: 'connect-first' }));
installHooks([...patches, ...asAlias, ...expressPatches()], { onError: (error) => failed.push(error) });
const require = createRequire(new URL('../../../../test/frameworks/package.json', import.meta.url));
const connects = { 'Connect 3.0': require('connect-first'), 'Connect 3.7': require('connect') };
const express = createRequire(import.meta.url)('express');

const answer = (_req: Any, res: Any) => res.end('ok');
const pass = (_req: Any, _res: Any, next: Any) => next();
const fail = () => {
  throw new Error('thrown');
};

interface Case {
  readonly claim: string;
  build(app: Any, connect: Any): void;
  readonly expected: Readonly<Record<string, Served>>;
}

const cases: Case[] = [
  {
    claim: 'the route is where the middleware is mounted that answers',
    build(app) {
      app.use(pass);
      app.use('/users', answer);
      app.use('/Shop/', pass);
      app.use('/shop/items', answer);
    },
    expected: {
      'GET /users/7?x=1': { status: 200, route: '/users' },
      'GET /shop/items': { status: 200, route: '/shop/items' },
      'GET /shop': { status: 404 },
      'GET /': { status: 404 },
    },
  },
  {
    claim: 'what answers all paths is no route',
    build(app) {
      app.use('/', answer);
    },
    expected: { 'GET /users': { status: 200 } },
  },
  {
    claim: 'mounted apps add their paths, and take them back with the request',
    build(app, connect) {
      const deep = connect().use('/deep', answer);
      const api = connect()
        .use('/v1', deep)
        .use('/v2', pass)
        .use('/v3', (_req: Any, _res: Any, next: Any) => {
          setImmediate(next);
        });
      api.use('/v2/late', answer);
      app.use('/api', api);
      app.use('/api/v3', answer);
    },
    expected: {
      'GET /api/v1/deep/x': { status: 200, route: '/api/v1/deep' },
      'GET /api/v2/late': { status: 200, route: '/api/v2/late' },
      'GET /api/v3': { status: 200, route: '/api/v3' },
      'GET /api/v1/x': { status: 404 },
    },
  },
  {
    claim: 'an answer keeps its route, whatever follows',
    build(app) {
      app.use('/early', (_req: Any, res: Any, next: Any) => {
        res.end('ok');
        next();
      });
      app.use((req: Any, res: Any, next: Any) => (res.headersSent ? undefined : next(req.nothing)));
    },
    expected: { 'GET /early': { status: 200, route: '/early' } },
  },
  {
    claim: 'errors are recorded, once, thrown or passed on',
    build(app, connect) {
      app.use('/thrown', fail);
      app.use('/passed', (_req: Any, _res: Any, next: Any) => next(new Error('passed on')));
      app.use('/text', (_req: Any, _res: Any, next: Any) => next('only text'));
      app.use('/deep', connect().use('/er', connect().use(fail)));
      app.use((req: Any, _res: Any, next: Any) => next(req.url === '/mw' ? new Error('of all') : null));
    },
    expected: {
      'GET /thrown': { status: 500, route: '/thrown', errors: ['thrown'] },
      'GET /passed': { status: 500, route: '/passed', errors: ['passed on'] },
      'GET /text': { status: 500, route: '/text', errors: ['only text'] },
      'GET /deep/er': { status: 500, route: '/deep/er', errors: ['thrown'] },
      'GET /mw': { status: 500, errors: ['of all'] },
    },
  },
  {
    claim: 'errors that a handler answers are recorded, and those that it makes',
    build(app) {
      app.use('/answered', fail);
      app.use('/again', fail);
      app.use('/worse', fail);
      app.use((error: Any, req: Any, _res: Any, next: Any) => {
        if (req.url === '/again') throw new Error('second');
        next(req.url === '/worse' ? new Error('passed on') : error);
      });
      app.use((_error: Any, _req: Any, res: Any, _next: Any) => {
        res.statusCode = 409;
        res.end();
      });
    },
    expected: {
      'GET /answered': { status: 409, route: '/answered', errors: ['thrown'] },
      'GET /again': { status: 409, route: '/again', errors: ['thrown', 'second'] },
      'GET /worse': { status: 409, route: '/worse', errors: ['thrown', 'passed on'] },
    },
  },
  {
    claim: 'an error that the last handler passes on is recorded',
    build(app) {
      app.use('/thrown', fail);
      app.use((_error: Any, _req: Any, _res: Any, next: Any) => next(new Error('passed on')));
    },
    expected: { 'GET /thrown': { status: 500, route: '/thrown', errors: ['thrown', 'passed on'] } },
  },
];

for (const [name, connect] of Object.entries(connects)) {
  describe(name, () => {
    for (const { claim, build, expected } of cases) {
      test(claim, async () => {
        const app = connect();
        build(app, connect);
        const server = await serve(app);
        const served: Record<string, Served> = {};
        for (const target of Object.keys(expected)) served[target] = await server.send(target);
        await server.close();
        assert.deepEqual(served, expected);
      });
    }

    test('apps of Connect and of Express work on one request', async () => {
      const app = express();
      app.set('env', 'test');
      const inner = connect().use('/inner', express().get('/:id', answer)).use('/broken', fail);
      app.use('/outer', inner);
      const server = await serve(app);
      assert.deepEqual(await server.send('GET /outer/inner/7'), { status: 200, route: '/outer/inner/:id' });
      assert.deepEqual(await server.send('GET /outer/broken'), {
        status: 500,
        route: '/outer/broken',
        errors: ['thrown'],
      });
      await server.close();
    });

    test('what watches looks as what it watches', () => {
      const app = connect();
      app.use('/a/', function named(_req: Any, _res: Any) {});
      app.use(function onError(_error: Any, _req: Any, _res: Any, _next: Any) {});
      const shown = app.stack.map(({ route, handle }: Any) => `${route} ${handle.name} ${handle.length}`);
      assert.deepEqual(shown, ['/a named 2', ' onError 4']);
      assert.deepEqual(
        [connect.name, app.use.name, app.handle.length],
        ['createServer', connect().use.name, 3],
      );
    });

    test('an app is made with `new` too, and what it uses keeps its properties', () => {
      const app = new connect();
      const carrying = Object.assign(pass.bind(undefined), { options: { deep: true } });
      app.use(carrying);
      assert.deepEqual(app.stack[0].handle.options, { deep: true });
    });

    test('a request that nobody traces passes through', async () => {
      const app = connect().use('/a', answer).use('/fail', fail);
      const server = app.listen(0, '127.0.0.1');
      await new Promise((resolve) => server.on('listening', resolve));
      const ask = async (path: string) =>
        (await fetch(`http://127.0.0.1:${server.address().port}${path}`)).status;
      assert.deepEqual(await Promise.all(['/a/b', '/fail', '/nowhere'].map(ask)), [200, 500, 404]);
      server.close();
    });
  });
}

test('no patch failed', () => assert.deepEqual(failed, []));
