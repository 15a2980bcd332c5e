/** Whatever an app throws is what its own handler of errors is given, in each framework. */

import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { context, trace } from '@opentelemetry/api';
import { installHooks } from '@waymark/hooks';
import { frameworkPatches } from './frameworks.ts';
import { layerPatches } from './layers/patches.ts';
import { serve } from './test-server.ts';
import { TestSpans } from './test-spans.ts';

// biome-ignore lint/suspicious/noExplicitAny: libraries without types
type Any = any;

const failed: unknown[] = [];
const spans = new TestSpans();
const patches = frameworkPatches();
const aliased = patches.map((patch) => ({ ...patch, module: `${patch.module}-4` }));
const layered = layerPatches(() => ({ tracer: spans.tracer }));
installHooks([...patches, ...aliased], { onError: (error) => failed.push(error) });
const here = createRequire(import.meta.url);
const others = createRequire(new URL('../../../test/frameworks/package.json', import.meta.url));

const failing = () => {
  throw new Error('of looking');
};
const odd: Record<string, object> = {
  'an object without a prototype': Object.create(null),
  'an object whose text throws': { toString: failing },
  'a frozen error': Object.freeze(new Error('frozen')),
  'an error whose message throws': Object.defineProperty(new Error(), 'message', { get: failing }),
};

/** Apps that throw `thrown.value`, and tell `seen` what their handler of errors is given. */
const apps: Record<string, (seen: (error: unknown) => void) => RequestListener> = {
  'Express 4': (seen) => expressApp(here('express-4'), seen),
  'Express 5': (seen) => expressApp(here('express'), seen),
  'Express 5 with spans of layers'(seen) {
    const express = here('express');
    layered[0]!.patch(express, { name: 'express' });
    const app = expressApp(express, seen);
    return (req, res) => {
      const inside = trace.setSpan(context.active(), spans.tracer('http').startSpan('request'));
      context.with(inside, app, undefined, req, res);
    };
  },
  Connect(seen) {
    const app = others('connect')().use(thrower);
    return app.use((error: unknown, _req: Any, res: Any, _next: Any) => {
      seen(error);
      res.end();
    });
  },
  Koa(seen) {
    const app = new (others('koa'))();
    app.use(async (ctx: Any, next: Any) => {
      await next().catch(seen);
      ctx.body = 'ok';
    });
    app.use(async () => thrower());
    return app.callback();
  },
  Restify(seen) {
    const app = others('restify').createServer();
    const give = (_req: Any, _res: Any, next: Any) => next(thrown.value);
    app.get('/', give, (error: unknown, _req: Any, res: Any, next: Any) => {
      seen(error);
      res.send(200);
      next();
    });
    return (req, res) => void app.server.emit('request', req, res);
  },
};

const thrown = { value: undefined as unknown };

function thrower(): never {
  throw thrown.value;
}

function expressApp(express: Any, seen: (error: unknown) => void): RequestListener {
  const app = express();
  app.use('/', express.Router().get('/', thrower));
  return app.use((error: unknown, _req: Any, res: Any, _next: Any) => {
    seen(error);
    res.end();
  });
}

for (const [name, build] of Object.entries(apps)) {
  describe(name, () => {
    for (const [what, value] of Object.entries(odd)) {
      test(`hands on ${what}`, async () => {
        thrown.value = value;
        let seen: unknown;
        const server = await serve(
          build((error) => {
            seen = error;
          }),
        );
        const { status } = await server.send('GET /');
        await server.close();
        assert.equal(status, 200);
        assert.ok(Object.is(seen, value));
      });
    }
  });
}

test('an error that Hono will not handle is rejected with as it is', async () => {
  const { Hono } = here('hono');
  const { getRequestListener } = here('@hono/node-server');
  thrown.value = odd['an object without a prototype'];
  let seen: unknown;
  const app = new Hono().get('/', async () => thrower());
  const listener = getRequestListener((req: Any, env: Any) =>
    app.fetch(req, env).catch((error: unknown) => {
      seen = error;
      return new Response();
    }),
  );
  const server = await serve(listener);
  await server.send('GET /');
  await server.close();
  assert.ok(Object.is(seen, thrown.value));
});

test('no patch failed', () => assert.deepEqual(failed, []));
