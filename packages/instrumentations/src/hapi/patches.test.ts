import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { installHooks } from '@waymark/hooks';
import { type Served, serve } from '../test-server.ts';
import { hapiPatches } from './patches.ts';

// biome-ignore lint/suspicious/noExplicitAny: libraries without types
type Any = any;

const failed: unknown[] = [];
const patches = hapiPatches();
const asAlias = patches.map((patch) => ({ ...patch, module: '@hapi/hapi-17' }));
installHooks([...patches, ...asAlias], { onError: (error) => failed.push(error) });
const require = createRequire(new URL('../../../../test/frameworks/package.json', import.meta.url));
const hapis = { 'hapi 17': require('@hapi/hapi-17'), 'hapi 21': require('@hapi/hapi') };

const answer = () => 'ok';
const fail = () => {
  throw new Error('thrown');
};
const get = (path: string, handler: Any, options = {}) => ({ method: 'GET', path, handler, options });

interface Case {
  readonly claim: string;
  build(server: Any): void | Promise<void>;
  readonly expected: Readonly<Record<string, Served>>;
}

const cases: Case[] = [
  {
    claim: 'the route is the pattern, with the prefix of the plugin',
    async build(server) {
      server.route([get('/', answer), get('/users/{id}', answer), get('/files/{path*}', answer)]);
      server.route({ method: '*', path: '/any', handler: answer });
      const plugin = {
        name: 'items',
        register: (inner: Any) => inner.route([get('/items/{item?}', answer), get('/', answer)]),
      };
      await server.register(plugin, { routes: { prefix: '/api' } });
    },
    expected: {
      'GET /': { status: 200, route: '/' },
      'GET /users/7?x=1': { status: 200, route: '/users/{id}' },
      'GET /files/a/b': { status: 200, route: '/files/{path*}' },
      'POST /any': { status: 200, route: '/any' },
      'GET /api/items/pen': { status: 200, route: '/api/items/{item?}' },
      'GET /api': { status: 200, route: '/api' },
      'GET /nowhere': { status: 404 },
      'POST /users/7': { status: 404 },
    },
  },
  {
    claim: "a route of the app's for everything else is a route",
    build(server) {
      server.route({
        method: '*',
        path: '/{any*}',
        handler: (_request: Any, h: Any) => h.response().code(404),
      });
    },
    expected: { 'GET /nowhere': { status: 404, route: '/{any*}' } },
  },
  {
    claim:
      'errors are recorded, thrown, rejected and returned, with what they say to us and not to the client',
    build(server) {
      server.route([
        get('/thrown/{id}', fail),
        get('/rejected', async () => {
          await new Promise(setImmediate);
          throw new Error('rejected');
        }),
        get('/returned', () => new Error('returned')),
        get('/teapot', () => {
          throw Object.assign(new Error('teapot'), {
            isBoom: true,
            output: { statusCode: 418, payload: {}, headers: {} },
          });
        }),
        get('/nothing', function silent() {}),
      ]);
    },
    expected: {
      'GET /thrown/1': { status: 500, route: '/thrown/{id}', errors: ['thrown'] },
      'GET /rejected': { status: 500, route: '/rejected', errors: ['rejected'] },
      'GET /returned': { status: 500, route: '/returned', errors: ['returned'] },
      'GET /teapot': { status: 418, route: '/teapot', errors: ['teapot'] },
      'GET /nothing': {
        status: 500,
        route: '/nothing',
        errors: ['silent method did not return a value, a promise, or throw an error'],
      },
    },
  },
  {
    claim: 'an error that an extension answers is recorded, and one that it makes',
    build(server) {
      server.ext('onPreResponse', (request: Any, h: Any) => {
        if (!request.response.isBoom) return h.continue;
        if (request.path === '/again') throw new Error('second');
        return h.response('excuse me').code(503);
      });
      server.ext('onPreHandler', (request: Any, h: Any) =>
        request.path === '/before' ? fail() : h.continue,
      );
      server.route([get('/answered', fail), get('/again', fail), get('/before', answer)]);
    },
    expected: {
      'GET /answered': { status: 503, route: '/answered', errors: ['thrown'] },
      'GET /again': { status: 500, route: '/again', errors: ['thrown', 'second'] },
      'GET /before': { status: 503, route: '/before', errors: ['thrown'] },
    },
  },
  {
    claim: 'what fails before there is a route is recorded',
    build(server) {
      server.ext('onRequest', (request: Any, h: Any) => (request.path === '/early' ? fail() : h.continue));
      server.route(get('/early', answer));
    },
    expected: { 'GET /early': { status: 500, errors: ['thrown'] } },
  },
  {
    claim: 'what an app answers by another way is none of the span',
    build(server) {
      server.route([
        get('/broken', fail),
        get('/outer', async () => String((await server.inject('/broken')).statusCode)),
      ]);
    },
    expected: { 'GET /outer': { status: 200, route: '/outer' } },
  },
];

/** hapi 17 takes the end of a request for its abort, by itself too, on the Nodes that there are now. */
function hangs(name: string, target: string): boolean {
  return name === 'hapi 17' && /^POST|nowhere/.test(target);
}

for (const [name, hapi] of Object.entries(hapis)) {
  describe(name, () => {
    for (const { claim, build, expected } of cases) {
      test(claim, async () => {
        const app = hapi.server({ debug: false });
        await build(app);
        await app.initialize();
        const server = await serve(app.listener.listeners('request')[0] as RequestListener);
        const served: Record<string, Served> = {};
        const targets = Object.keys(expected).filter((target) => !hangs(name, target));
        for (const target of targets) served[target] = await server.send(target);
        await server.close();
        assert.deepEqual(served, Object.fromEntries(targets.map((target) => [target, expected[target]])));
      });
    }

    test('a request that nobody traces passes through', async () => {
      const app = hapi.server({ debug: false, host: '127.0.0.1' });
      app.route([get('/a', answer), get('/fail', fail)]);
      await app.start();
      const ask = async (path: string) => (await fetch(app.info.uri + path)).status;
      assert.deepEqual(await Promise.all(['/a', '/fail'].map(ask)), [200, 500]);
      const closed = once(app.listener, 'close');
      await app.stop({ timeout: 100 });
      await closed;
    });
  });
}

test('no patch failed', () => assert.deepEqual(failed, []));
