import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { type Served, serve, type TestServer } from '../test-server.ts';
import { subscribeFastify } from './subscribe.ts';

// biome-ignore lint/suspicious/noExplicitAny: the hooks under test are what matters, not Fastify's types
type Any = any;

const unsubscribe = subscribeFastify();
const require = createRequire(import.meta.url);
const loadedBySubscribing = Object.keys(require.cache).filter((file) => file.includes('fastify'));
const fastify = require('fastify');
const old = createRequire(new URL('../../../../test/frameworks/package.json', import.meta.url));

async function answer() {
  return 'ok';
}
async function fail() {
  throw new Error('rejected');
}

function build(app: Any): void {
  app.get('/', answer);
  app.get('/users/:id', answer);
  app.get('/files/*', answer);
  app.get('/rejected/:id', fail);
  app.get('/outer/:id', async () => {
    const answers = [await app.inject('/users/9'), await app.inject('/rejected/9')];
    return answers.map(({ statusCode }) => statusCode).join() === '200,500' ? 'ok' : fail();
  });
  app.get('/thrown', () => {
    throw new Error('thrown');
  });
  app.get('/sent', (_request: Any, reply: Any) => {
    reply.send(new Error('sent'));
  });
  app.get('/teapot', async () => {
    throw Object.assign(new Error('teapot'), { statusCode: 418 });
  });
  app.get('/hooked', { preHandler: fail }, answer);
  app.get('/early', { onRequest: (_request: Any, reply: Any) => reply.code(401).send() }, answer);
  app.post('/body', { schema: { body: { type: 'object', required: ['n'] } } }, answer);
  app.register(
    async (plugin: Any) => {
      plugin.get('/things/:thing', answer);
      plugin.get('/handled', fail);
      plugin.setErrorHandler((_error: Any, _request: Any, reply: Any) => reply.code(409).send('handled'));
      plugin.setNotFoundHandler((_request: Any, reply: Any) => reply.code(404).send('none here'));
      plugin.register(async (inner: Any) => inner.get('/:leaf', answer), { prefix: '/inner' });
    },
    { prefix: '/api/:tenant' },
  );
  app.register(async (plugin: Any) => {
    plugin.get('/rethrown', fail);
    plugin.setErrorHandler((error: Any) => {
      throw error;
    });
  });
}

const expected: Record<string, Served> = {
  'GET /': { status: 200, route: '/' },
  'GET /users/42?x=1': { status: 200, route: '/users/:id' },
  'HEAD /users/42': { status: 200, route: '/users/:id' },
  'GET /files/a/b': { status: 200, route: '/files/*' },
  'GET /api/acme/things/1': { status: 200, route: '/api/:tenant/things/:thing' },
  'GET /api/acme/inner/1': { status: 200, route: '/api/:tenant/inner/:leaf' },
  'GET /nowhere': { status: 404 },
  'GET /api/acme/nowhere': { status: 404 },
  'PUT /users/42': { status: 404 },
  'GET /early': { status: 401, route: '/early' },
  'GET /outer/1': { status: 200, route: '/outer/:id' },
  'GET /rejected/1': { status: 500, route: '/rejected/:id', errors: ['rejected'] },
  'GET /thrown': { status: 500, route: '/thrown', errors: ['thrown'] },
  'GET /sent': { status: 500, route: '/sent', errors: ['sent'] },
  'GET /teapot': { status: 418, route: '/teapot', errors: ['teapot'] },
  'GET /hooked': { status: 500, route: '/hooked', errors: ['rejected'] },
  'GET /api/acme/handled': { status: 409, route: '/api/:tenant/handled', errors: ['rejected'] },
  'GET /rethrown': { status: 500, route: '/rethrown', errors: ['rejected'] },
};

/** Fastify 3 adds no routes for HEAD, tells no hook of what an app's error handler gets, and leaves what that throws unanswered. */
const { 'GET /rethrown': _, ...answeredBy3 } = expected;
const of3: Record<string, Served> = {
  ...answeredBy3,
  'HEAD /users/42': { status: 404 },
  'GET /api/acme/handled': { status: 409, route: '/api/:tenant/handled' },
};

const required = "body must have required property 'n'";
const majors = {
  'Fastify 5': { fastify, expected, required },
  'Fastify 4.0': { fastify: old('fastify-4'), expected, required },
  'Fastify 3': {
    fastify: old('fastify-3'),
    expected: of3,
    required: "body should have required property '.n'",
  },
};

for (const [major, { fastify, expected, required }] of Object.entries(majors)) {
  describe(major, () => {
    let server: TestServer;
    before(async () => {
      let handler: RequestListener | undefined;
      const app = fastify({
        serverFactory(given: RequestListener, options: Any) {
          handler = given;
          return require('node:http').createServer(options, given);
        },
      });
      build(app);
      await app.ready();
      server = await serve(handler!);
    });
    after(() => server.close());

    for (const [target, served] of Object.entries(expected)) {
      const shown = `${served.route ?? 'no route'}${served.errors ? ` with ${served.errors}` : ''}`;
      test(`${target} is ${shown}`, async () => assert.deepEqual(await server.send(target), served));
    }

    test('a body that fails validation is recorded, as one that cannot be parsed', async () => {
      const invalid = await server.send('POST /body', '{}');
      assert.deepEqual(invalid, { status: 400, route: '/body', errors: [required] });
      const broken = await server.send('POST /body', '{"half');
      assert.equal(broken.status, 400);
      assert.equal(broken.errors?.length, 1);
    });
  });
}

test('subscribing loads nothing of Fastify', () => assert.deepEqual(loadedBySubscribing, []));

test('a request that nobody traces passes through', async () => {
  const app = fastify();
  build(app);
  assert.equal((await app.inject('/users/1')).body, 'ok');
  assert.equal((await app.inject('/thrown')).statusCode, 500);
});

test('a request that is injected before any real one claims no span', async () => {
  const app = fastify();
  build(app);
  const plain = await serve(async (_request, response) => {
    await app.inject('/users/9');
    await app.inject('/rejected/9');
    response.end();
  });
  const served = await plain.send('GET /');
  await plain.close();
  assert.deepEqual(served, { status: 200 });
});

test('an instance made after unsubscribing is left alone', async () => {
  unsubscribe();
  const app = fastify();
  app.get('/', answer);
  await app.ready();
  assert.equal(app.printRoutes({ includeHooks: true }).includes('onRequest'), false);
});
