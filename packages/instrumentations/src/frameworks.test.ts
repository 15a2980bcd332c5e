import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installedNodes, type NodeVersion, nodes } from '@waymark/testing';
import { TestApp } from './test-app.ts';

const register = `
const { installHooks } = require('./hooks.cjs');
const { frameworkPatches, subscribeFastify } = require('./instrumentations.cjs');
subscribeFastify();
const as = (suffix) => frameworkPatches().map((patch) => ({ ...patch, module: patch.module + suffix }));
installHooks([...frameworkPatches(), ...as('-4'), ...as('-1'), ...as('-2'), ...as('-10'), ...as('-first')], { onError: (error) => console.log('failed', error) });
`;

const show = `
const show = async (handler) => {
  const server = await serve(handler);
  for (const path of ['/api/acme/items/1', '/api/acme/broken', '/nowhere']) {
    console.log(JSON.stringify(await server.send('GET ' + path)));
  }
  await server.close();
};`;

const useExpress = `${show}
const router = express.Router();
router.get('/items/:item', (req, res) => res.end());
router.get('/broken', () => { throw new Error('broken') });
show(express().use('/api/:tenant', router));`;

const useFastify = `${show}
let handler;
const app = fastify({ serverFactory: (given, options) => createServer(options, (handler = given)) });
app.register(async (router) => {
  router.get('/items/:item', async () => '');
  router.get('/broken', async () => { throw new Error('broken') });
}, { prefix: '/api/:tenant' });
app.ready().then(() => show(handler));`;

const useRouter = `${show}
const router = Router();
const inner = Router();
inner.get('/items/:item', (req, res) => res.end());
inner.get('/broken', () => { throw new Error('broken') });
router.use('/api/:tenant', inner);
show((req, res) => router(req, res, (error) => res.writeHead(error ? 500 : 404).end()));`;

const useHono = `${show}
const api = new Hono();
api.get('/items/:item', (c) => c.text(''));
api.get('/broken', async () => { throw new Error('broken') });
const app = new Hono();
app.route('/api/:tenant', api);
app.onError((error, c) => c.text(error.message, 500));
show(getRequestListener(app.fetch));`;

const useConnect = `${show}
const api = connect().use('/items', (req, res) => res.end()).use('/broken', () => { throw new Error('broken') });
show(connect().use('/api/acme', api));`;

const useHapi = `${show}
const app = hapi.server({ debug: false });
const register = (plugin) => plugin.route([
  { method: 'GET', path: '/items/{item}', handler: () => 'ok' },
  { method: 'GET', path: '/broken', handler() { throw new Error('broken') } },
]);
app.register({ name: 'api', register }, { routes: { prefix: '/api/{tenant}' } })
  .then(() => app.initialize())
  .then(() => show(app.listener.listeners('request')[0]));`;

const useKoa = `${show}
const router = new Router({ prefix: '/api/:tenant' });
router.get('/items/:item', (ctx) => { ctx.body = '' });
router.get('/broken', async () => { throw new Error('broken') });
const app = new Koa();
app.silent = true;
show(app.use(router.routes()).callback());`;

const useRestify = `${show}
const app = restify.createServer();
app.get('/api/:tenant/items/:item', (req, res, next) => { res.send(''); next() });
app.get('/api/:tenant/broken', (req, res, next) => next(new Error('broken')));
show((req, res) => app.server.emit('request', req, res));`;

const honoCommonjs = `const { getRequestListener } = require('@hono/node-server');`;
const honoEsm = `import { getRequestListener } from '@hono/node-server';`;

const commonjs = `const { serve } = require('./test-server.cjs'); const { createServer } = require('http');`;
const esm = `import { serve } from './test-server.cjs'; import { createServer } from 'http';`;

const apps = {
  'express-4.cjs': `${commonjs} const express = require('express-4'); ${useExpress}`,
  'express-5.cjs': `${commonjs} const express = require('express'); ${useExpress}`,
  'fastify.cjs': `${commonjs} const { fastify } = require('fastify'); ${useFastify}`,
  'router-1.cjs': `${commonjs} const Router = require('router-1'); ${useRouter}`,
  'router-2.cjs': `${commonjs} const Router = require('router'); ${useRouter}`,
  'hono.cjs': `${commonjs} ${honoCommonjs} const { Hono } = require('hono'); ${useHono}`,
  'hono-first.cjs': `${commonjs} ${honoCommonjs} const { Hono } = require('hono-first'); ${useHono}`,
  'hono-tiny.cjs': `${commonjs} ${honoCommonjs} const { Hono } = require('hono/tiny'); ${useHono}`,
  'express-4.mjs': `${esm} import express from 'express-4'; ${useExpress}`,
  'express-5.mjs': `${esm} import express from 'express'; ${useExpress}`,
  'fastify.mjs': `${esm} import fastify from 'fastify'; ${useFastify}`,
  'router-1.mjs': `${esm} import Router from 'router-1'; ${useRouter}`,
  'router-2.mjs': `${esm} import Router from 'router'; ${useRouter}`,
  'hono.mjs': `${esm} ${honoEsm} import { Hono } from 'hono'; ${useHono}`,
  'hono-first.mjs': `${esm} ${honoEsm} import { Hono } from 'hono-first'; ${useHono}`,
  'hono-tiny.mjs': `${esm} ${honoEsm} import { Hono } from 'hono/tiny'; ${useHono}`,
  'hono-factory.mjs': `${esm} ${honoEsm} import { createFactory } from 'hono/factory';
    const Hono = function () { return createFactory().createApp() }; ${useHono}`,
  'hono-quick.mjs': `${esm} ${honoEsm} const { Hono } = await import('hono/quick'); ${useHono}`,
};

const koaCommonjs = `${commonjs} const Router = require('@koa/router');`;
const koaEsm = `${esm} import Router from '@koa/router';`;

/** Of packages that only the tests have. */
const others = {
  'connect-3.0.cjs': `${commonjs} const connect = require('connect-first'); ${useConnect}`,
  'connect-3.7.cjs': `${commonjs} const connect = require('connect'); ${useConnect}`,
  'hapi-21.cjs': `${commonjs} const hapi = require('@hapi/hapi'); ${useHapi}`,
  'koa-2.cjs': `${koaCommonjs} const Koa = require('koa-2'); ${useKoa}`,
  'koa-3.cjs': `${koaCommonjs} const Koa = require('koa'); ${useKoa}`,
  'restify-10.cjs': `${commonjs} const restify = require('restify-10'); ${useRestify}`,
  'restify-12.cjs': `${commonjs} const restify = require('restify'); ${useRestify}`,
  'connect-3.0.mjs': `${esm} import connect from 'connect-first'; ${useConnect}`,
  'connect-3.7.mjs': `${esm} import connect from 'connect'; ${useConnect}`,
  'hapi-21.mjs': `${esm} import * as hapi from '@hapi/hapi'; ${useHapi}`,
  'koa-2.mjs': `${koaEsm} import Koa from 'koa-2'; ${useKoa}`,
  'koa-3.mjs': `${koaEsm} import Koa from 'koa'; ${useKoa}`,
  'restify-12.mjs': `${esm} import restify from 'restify'; ${useRestify}`,
  'koa-3-dynamic.mjs': `${koaEsm} const { default: Koa } = await import('koa'); ${useKoa}`,
};

const expected = (item: string, broken: string) => `{"status":200,"route":"${item}"}
{"status":500,"route":"${broken}","errors":["broken"]}
{"status":404}
`;

/** As each framework writes it. Connect has no parameters. */
function expectedOf(entry: string): string {
  if (entry.startsWith('connect')) return expected('/api/acme/items', '/api/acme/broken');
  if (entry.startsWith('hapi')) return expected('/api/{tenant}/items/{item}', '/api/{tenant}/broken');
  return expected('/api/:tenant/items/:item', '/api/:tenant/broken');
}

/** Restify before 12 asks for a binding of Node's that later versions have not. */
function loadsOn(version: NodeVersion, entry: string): boolean {
  return version.startsWith('22') || !entry.startsWith('restify-10');
}

function testAll(files: Record<string, string>, nodeModules?: string): void {
  let app: TestApp;
  before(async () => {
    app = await TestApp.create({ 'register.cjs': register, ...files }, nodeModules);
  });
  after(() => app.remove());

  for (const version of installedNodes()) {
    for (const entry of Object.keys(files).filter((file) => loadsOn(version, file))) {
      test(`on Node ${version}, ${entry} has its route and its error`, async () => {
        assert.equal(await app.run(nodes[version], entry), expectedOf(entry));
      });
    }
  }
}

describe('of the packages of the repository', () => testAll(apps));
describe('of others', () =>
  testAll(others, fileURLToPath(new URL('../../../test/frameworks/node_modules', import.meta.url))));
