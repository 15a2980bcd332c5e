/** The same apps with upstream's spans of layers and with ours, span by span, under each of the options. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { after, describe, test } from 'node:test';
import { context, trace } from '@opentelemetry/api';
import { type RPCMetadata, RPCType, setRPCMetadata } from '@opentelemetry/core';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { RouterInstrumentation } from '@opentelemetry/instrumentation-router';
import { ROOT } from '@waymark/tracing';
import { TestSpans } from '../test-spans.ts';
import { layerPatches } from './patches.ts';

// biome-ignore lint/suspicious/noExplicitAny: libraries without types
type Any = any;

const require = createRequire(import.meta.url);
const spans = new TestSpans();

/** A copy that nobody has patched, and its router's layers. */
function fresh(name: string): { express: Any; layers: Any } {
  for (const path of Object.keys(require.cache)) if (/express|router/.test(path)) delete require.cache[path];
  const express = require(name);
  return { express, layers: name === 'express' ? require('router/lib/layer.js') : undefined };
}

function byUpstream(name: string, config: object): Any {
  const { express, layers } = fresh(name);
  // Disabled, since else they patch what is required from now on, ours too.
  const ofExpress = new ExpressInstrumentation({ ...config, enabled: false });
  const ofRouter = new RouterInstrumentation({ enabled: false });
  for (const each of [ofExpress, ofRouter]) each.setTracerProvider(spans.provider);
  const [definition] = ofExpress.getModuleDefinitions();
  definition!.patch!(express);
  const [ofPackage] = ofRouter.getModuleDefinitions();
  ofPackage!.patch!({}, '2.3.0');
  if (layers !== undefined) ofPackage!.files[0]!.patch(layers, '2.3.0');
  return express;
}

let isStopped = false;

function byOurs(name: string, config: object): Any {
  const { express, layers } = fresh(name);
  const options = {
    tracer: spans.tracer,
    config: config as Record<string, unknown>,
    stopped: () => isStopped,
  };
  const [ofExpress, ofRouter] = layerPatches(() => options);
  ofExpress!.patch(express, { name: 'express' });
  if (layers !== undefined) ofRouter!.patch(layers, { name: 'router', version: '2.3.0' });
  return express;
}

const answer = (_req: Any, res: Any) => res.end('ok');
const later = (_req: Any, _res: Any, next: Any) => setImmediate(next);

function build(express: Any): Any {
  const app = express();
  app.set('env', 'test'); // else Express prints errors
  app.use(express.json());
  app.use('/late', later);
  app.use(function named(_req: Any, _res: Any, next: Any) {
    spans.tracer('app').startSpan('in a middleware').end();
    next();
  });
  app.get('/orders/:id', later, (_req: Any, res: Any) => {
    spans.tracer('app').startSpan('in a handler').end();
    res.end();
  });
  app.get(['/one', '/two/:n'], answer);
  app.get(/^\/re(\d+)$/, answer);
  app.get('/plain', answer);
  app.get('/', answer);
  app.all('/star/*'.replace('*', express.Router.prototype?.route ? '*rest' : '*'), answer);
  app.get('/passed/:x', (_req: Any, _res: Any, next: Any) => next('route'));
  app.get('/passed/:y', answer);
  app.get('/thrown', () => {
    throw new TypeError('thrown');
  });
  app.get('/next', (_req: Any, _res: Any, next: Any) => next(new Error('given')));
  app.get('/text', (_req: Any, _res: Any, next: Any) => next('only text'));
  app.get('/much', (_req: Any, res: Any, next: Any) => {
    res.end('ok');
    setTimeout(next, 20, new Error('after the answer'));
  });
  const inner = express.Router();
  inner.get('/:item', answer);
  inner.get('/deep/broken', () => {
    throw new Error('deep');
  });
  inner.use('/deeper', express.Router().get('/', answer));
  app.use('/api/:tenant', later, inner);
  app.use('/mounted', express().get('/in/:id', answer));
  app.use('/digits', express.Router().get(/\d*$/, answer)); // which is '' where there are none
  const growing = express.Router();
  app.use('/growing', growing);
  app.get('/grow', (_req: Any, res: Any) => {
    growing.get('/grown', answer);
    res.end();
  });
  app.get('/healed/route', (_req: Any, _res: Any, next: Any) => next(new Error('of a route')));
  app.use('/healed/middleware', (_req: Any, _res: Any, next: Any) => next(new Error('of middleware')));
  app.use((error: Any, req: Any, res: Any, next: Any) => {
    if (req.url.startsWith('/healed')) next();
    else if (req.url === '/next') res.status(503).end();
    else next(error);
  });
  app.use('/healed', answer);
  return app;
}

const TARGETS = [
  ...[
    '/orders/7?x=1',
    '/one',
    '/two/2',
    '/re12',
    '/plain',
    '/',
    '/star/a/b',
    '/passed/1',
    '/thrown',
    '/next',
    '/text',
  ],
  ...[
    '/much',
    '/api/acme/pen',
    '/api/acme/deep/broken',
    '/api/acme/deeper',
    '/mounted/in/3',
    '/late/x',
    '/nowhere',
  ],
  // The same layers once more, which then say something else.
  ...['/PLAIN', '/digits/12', '/digits/none', '/growing/x', '/grow', '/growing/grown'],
  ...['/healed/route', '/healed/middleware'],
];

/** What each request leaves, beside the names of the scopes. */
async function traceOf(app: Any): Promise<string[]> {
  const server = createServer((req, res) => {
    const span = spans.tracer('http').startSpan(`${req.method} ${req.url}`, {}, ROOT);
    const rpc: RPCMetadata = { type: RPCType.HTTP, span };
    res.on('close', () => span.setAttribute('route', String(rpc.route)).end());
    context.with(setRPCMetadata(trace.setSpan(ROOT, span), rpc), app, undefined, req, res);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  const trees: string[] = [];
  for (const path of TARGETS) {
    const [response] = await once(request({ port, path, agent: false }).end(), 'response');
    response.resume();
    await once(response, 'close');
    await new Promise((resolve) => setTimeout(resolve, path === '/much' ? 40 : 5));
    trees.push(spans.takeTree());
  }
  await once(server.close(), 'close');
  return trees;
}

const settings: Record<string, object> = {
  'as they are': {},
  'without middleware': { ignoreLayersType: ['middleware'] },
  'without routers and some others': {
    ignoreLayersType: ['router'],
    ignoreLayers: ['middleware - named', /jsonParser/, (name: string) => name.endsWith('/plain')],
  },
  'where an ignoring function throws': { ignoreLayers: [() => assert.fail('it does')] },
  'under other names': {
    spanNameHook: ({ layerType, route, request }: Any, name: string) =>
      route === '/plain' ? assert.fail('a hook') : `${layerType} ${route} ${request.method} ${name}`,
  },
  'with what a hook adds': {
    requestHook: (span: Any, { layerType, route, request }: Any) =>
      route === '/plain'
        ? assert.fail('a hook')
        : span.setAttribute('hook', `${layerType} ${route} ${request.url}`),
  },
};

for (const name of ['express', 'express-4']) {
  describe(name, () => {
    for (const [how, config] of Object.entries(settings)) {
      test(`the spans are upstream's, ${how}`, async () => {
        const expected = await traceOf(build(byUpstream(name, config)));
        const actual = await traceOf(build(byOurs(name, config)));
        assert.ok(expected.join('\n').split('\n').length > 2 * TARGETS.length);
        assert.deepEqual(actual, expected);
      });
    }

    test('there are none once we are stopped', async () => {
      isStopped = true;
      after(() => {
        isStopped = false;
      });
      const trees = await traceOf(build(byOurs(name, {})));
      isStopped = false;
      assert.ok(trees.every((tree) => !/middleware -|request handler/.test(tree)));
    });

    test('what takes five parameters is called by nobody, as without us', async () => {
      const app = byOurs(name, {})();
      app.use((_1: Any, _2: Any, _3: Any, _4: Any, _5: Any) => assert.fail('it was called'));
      app.get('/', answer);
      const server = createServer((req, res) => {
        const span = spans.tracer('http').startSpan('request', {}, ROOT);
        context.with(trace.setSpan(ROOT, span), app, undefined, req, res);
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as { port: number };
      const { status } = await fetch(`http://127.0.0.1:${port}/`);
      server.closeAllConnections();
      await once(server.close(), 'close');
      spans.takeTree();
      assert.equal(status, 200);
    });

    test('a response has one listener for all of its layers, and each handle what it carried', async () => {
      const express = byOurs(name, {});
      const app = express();
      for (let i = 0; i < 5; i++) app.use(later);
      app.get('/', (_req: Any, res: Any) => setImmediate(() => res.end(String(res.listenerCount('close')))));
      const bare = createServer((_req, res) => void res.end(String(res.listenerCount('close'))));
      const counts: number[] = [];
      for (const server of [
        createServer((req, res) =>
          context.with(trace.setSpan(ROOT, spans.tracer('t').startSpan('t')), app, undefined, req, res),
        ),
        bare,
      ]) {
        await once(server.listen(0, '127.0.0.1'), 'listening');
        const { port } = server.address() as { port: number };
        counts.push(Number(await (await fetch(`http://127.0.0.1:${port}/`)).text()));
        server.closeAllConnections();
        await once(server.close(), 'close');
      }
      spans.takeTree();
      assert.equal(counts[0]! - counts[1]!, 1);
      const router = express.Router().get('/x', answer);
      const layer = express.Router().use('/y', router).stack[0];
      assert.equal(layer.handle.stack, router.stack);
    });
  });
}
