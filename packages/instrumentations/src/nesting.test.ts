/** Express and Fastify in one another, as `@fastify/express`, `@fastify/middie` and hand-written mounts do it. */

import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { installHooks } from '@waymark/hooks';
import { frameworkPatches, subscribeFastify } from './index.ts';
import { serve } from './test-server.ts';

// biome-ignore lint/suspicious/noExplicitAny: what is mounted matters, not its types
type Any = any;

const failed: unknown[] = [];
installHooks(frameworkPatches(), { onError: (error) => failed.push(error) });
subscribeFastify();
const require = createRequire(import.meta.url);
const express = require('express');
const fastify = require('fastify');

function expressApp(): Any {
  const app = express();
  app.set('env', 'test');
  app.get('/express/:id', (_req: Any, res: Any) => res.end());
  app.get('/express-broken', () => {
    throw new Error('in Express');
  });
  return app;
}

/** A Fastify, and the listener that it gives its server. */
function fastifyApp(): { app: Any; listener(): RequestListener } {
  let listener: RequestListener | undefined;
  const app = fastify({
    serverFactory: (given: RequestListener, options: Any) => {
      listener = given;
      return createServer(options, given);
    },
  });
  app.get('/fastify/:id', async () => '');
  app.get('/fastify-broken', async () => {
    throw new Error('in Fastify');
  });
  return { app, listener: () => listener! };
}

const targets = ['/express/1', '/express-broken', '/fastify/1', '/fastify-broken'];
const expected = [
  { status: 200, route: '/express/:id' },
  { status: 500, route: '/express-broken', errors: ['in Express'] },
  { status: 200, route: '/fastify/:id' },
  { status: 500, route: '/fastify-broken', errors: ['in Fastify'] },
];

async function sendAll(handler: RequestListener): Promise<unknown[]> {
  const server = await serve(handler);
  const served = [];
  for (const target of targets) served.push(await server.send(`GET ${target}`));
  await server.close();
  return served;
}

test('an Express app in a Fastify shares its span', async () => {
  const inner = expressApp();
  const outer = fastifyApp();
  outer.app.addHook('onRequest', (request: Any, reply: Any, done: Any) =>
    inner(request.raw, reply.raw, done),
  );
  await outer.app.ready();
  assert.deepEqual(await sendAll(outer.listener()), expected);
});

test('a Fastify in an Express app shares its span', async () => {
  const inner = fastifyApp();
  await inner.app.ready();
  assert.deepEqual(
    await sendAll(expressApp().use((req: Any, res: Any) => inner.app.routing(req, res))),
    expected,
  );
});

test('no patch failed', () => assert.deepEqual(failed, []));
