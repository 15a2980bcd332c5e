import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { installHooks } from '@waymark/hooks';
import { type Served, serve, type TestServer } from '../test-server.ts';
import { restifyPatches } from './patches.ts';

// biome-ignore lint/suspicious/noExplicitAny: a library without types
type Any = any;

const failed: unknown[] = [];
installHooks(restifyPatches(), { onError: (error) => failed.push(error) });
const require = createRequire(new URL('../../../../test/frameworks/package.json', import.meta.url));
const restify = require('restify');
const { HttpError, NotFoundError } = createRequire(require.resolve('restify'))('restify-errors');

const answer = (_req: Any, res: Any, next: Any) => {
  res.send('ok');
  next();
};
const fail = (_req: Any, _res: Any, next: Any) => next(new Error('passed on'));

function build(app: Any): void {
  app.pre((req: Any, _res: Any, next: Any) => next(req.url === '/early' ? new Error('early') : undefined));
  app.pre((req: Any, res: Any, next: Any) => {
    if (req.url !== '/stopped') return next();
    res.send(204);
    next(false);
  });
  app.use((req: Any, _res: Any, next: Any) =>
    next(req.url === '/locked' ? new HttpError('locked') : undefined),
  );
  app.get('/', answer);
  app.get('/users/:id', answer);
  app.del({ path: '/users/:id', name: 'remove' }, answer);
  app.get('/files/*', answer);
  app.get('/numbers/:n(^\\d+).txt', answer);
  app.get('/locked', answer);
  app.get('/stopped', answer);
  app.get('/early', answer);
  app.get('/next', fail);
  app.get('/text', (_req: Any, _res: Any, next: Any) => next('only text'));
  app.get('/missing/:id', (_req: Any, _res: Any, next: Any) => next(new NotFoundError('no such thing')));
  app.get('/rejected', async () => {
    throw new Error('rejected');
  });
  app.get('/nothing', async () => Promise.reject());
  app.get('/twice', [fail, answer], answer);
  app.get('/handled', fail, (_error: Any, _req: Any, res: Any, next: Any) => {
    res.send(409, 'handled');
    next();
  });
  app.get('/passed', fail, (error: Any, _req: Any, _res: Any, next: Any) => next(error));
  app.get('/late', (_req: Any, res: Any, next: Any) => {
    res.send('ok');
    next(new Error('after the answer'));
  });
  app.get('/stop', (_req: Any, res: Any, next: Any) => {
    res.send('ok');
    next(false);
  });
}

const expected: Record<string, Served> = {
  'GET /': { status: 200, route: '/' },
  'GET /users/42?x=1': { status: 200, route: '/users/:id' },
  'DELETE /users/42': { status: 200, route: '/users/:id' },
  'GET /files/a/b': { status: 200, route: '/files/*' },
  'GET /numbers/12.txt': { status: 200, route: '/numbers/:n(^\\d+).txt' },
  'GET /nowhere': { status: 404 },
  'PUT /users/42': { status: 405 },
  'OPTIONS /users/42': { status: 405 },
  'HEAD /users/42': { status: 405 },
  'GET /stopped': { status: 204 },
  'GET /early': { status: 500, errors: ['early'] },
  'GET /locked': { status: 500, route: '/locked', errors: ['locked'] },
  'GET /next': { status: 500, route: '/next', errors: ['passed on'] },
  'GET /text': { status: 500, route: '/text', errors: ['only text'] },
  'GET /missing/1': { status: 404, route: '/missing/:id', errors: ['no such thing'] },
  'GET /rejected': { status: 500, route: '/rejected', errors: ['rejected'] },
  'GET /nothing': {
    status: 500,
    route: '/nothing',
    errors: ['Async middleware rejected without an error'],
  },
  'GET /twice': { status: 500, route: '/twice', errors: ['passed on'] },
  'GET /handled': { status: 409, route: '/handled', errors: ['passed on'] },
  'GET /passed': { status: 500, route: '/passed', errors: ['passed on'] },
  'GET /late': { status: 200, route: '/late', errors: ['after the answer'] },
  'GET /stop': { status: 200, route: '/stop' },
};

let app: Any;
let server: TestServer;
before(async () => {
  app = restify.createServer();
  build(app);
  server = await serve((req, res) => void app.server.emit('request', req, res));
});
after(() => server.close());

for (const [target, served] of Object.entries(expected)) {
  const shown = `${served.route ?? 'no route'}${served.errors ? ` with ${served.errors}` : ''}`;
  test(`${target} is ${shown}`, async () => assert.deepEqual(await server.send(target), served));
}

test('an error that only a domain catches is recorded', async () => {
  const guarded = restify.createServer({ handleUncaughtExceptions: true });
  guarded.get('/thrown', (_req: Any, _res: Any, _next: Any) => {
    throw new Error('thrown');
  });
  const thrown = await serve((req, res) => void guarded.server.emit('request', req, res));
  const served = await thrown.send('GET /thrown');
  await thrown.close();
  assert.deepEqual(served, { status: 500, route: '/thrown', errors: ['thrown'] });
});

test('that nothing is thrown before there is a route is no harm', async () => {
  const guarded = restify.createServer({ handleUncaughtExceptions: true });
  guarded.pre((req: Any, _res: Any, _next: Any) => {
    throw req.url === '/null' ? null : undefined;
  });
  const { send, close } = await serve((req, res) => void guarded.server.emit('request', req, res));
  const statuses = [(await send('GET /null')).status, (await send('GET /undefined')).status];
  await close();
  assert.deepEqual(statuses, [500, 500]);
});

test('error handlers are called under their names', () => {
  const route = restify.createServer();
  route.get('/', fail, function apologize(_error: Any, _req: Any, _res: Any, _next: Any) {});
  const { handlers } = Object.values<Any>(route.router.getDebugInfo())[0];
  assert.deepEqual(
    handlers.map((handler: Any) => `${handler._name} ${handler.length} ${handler.name}`),
    ['fail 3 fail', 'apologize 4 apologize'],
  );
});

test('an error handler whose name is fixed is taken as any other', () => {
  const route = restify.createServer();
  const handler = (_error: Any, _req: Any, _res: Any, _next: Any) => {};
  Object.defineProperty(handler, 'name', { value: 'fixed', enumerable: true, writable: false });
  route.get('/', fail, handler);
  const { handlers } = Object.values<Any>(route.router.getDebugInfo())[0];
  assert.equal(handlers[1].name, 'fixed');
});

test('a request that nobody traces passes through', async () => {
  await new Promise<void>((done) => app.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${app.address().port}`;
  const statuses = [];
  for (const path of ['/users/1', '/next', '/handled', '/nowhere'])
    statuses.push((await fetch(origin + path)).status);
  await new Promise((done) => app.close(done));
  assert.deepEqual(statuses, [200, 500, 409, 404]);
});

test('no patch failed', () => assert.deepEqual(failed, []));
