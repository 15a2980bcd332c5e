import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { installedNodes, nodes } from '@waymark/testing';
import { TestApp } from './test-app.ts';

const register = `
const { installHooks } = require('./hooks.cjs');
const { frameworkPatches, subscribeFastify } = require('./instrumentations.cjs');
subscribeFastify();
const as = (suffix) => frameworkPatches().map((patch) => ({ ...patch, module: patch.module + suffix }));
installHooks([...frameworkPatches(), ...as('-4'), ...as('-1'), ...as('-first')], { onError: (error) => console.log('failed', error) });
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

const expected = `{"status":200,"route":"/api/:tenant/items/:item"}
{"status":500,"route":"/api/:tenant/broken","errors":["broken"]}
{"status":404}
`;

let app: TestApp;
before(async () => {
  app = await TestApp.create({ 'register.cjs': register, ...apps });
});
after(() => app.remove());

for (const version of installedNodes()) {
  const node = nodes[version];
  for (const entry of Object.keys(apps)) {
    test(`on Node ${version}, ${entry} has its route and its error`, async () => {
      assert.equal(await app.run(node, entry), expected);
    });
  }
}
