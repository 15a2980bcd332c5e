import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { installedNodes, nodes } from '@waymark/testing';
import { TestApp } from './test-app.ts';

const register = `
const { installHooks } = require('./hooks.cjs');
const { frameworkPatches, subscribeFastify } = require('./instrumentations.cjs');
subscribeFastify();
const aliased = frameworkPatches().map((patch) => ({ ...patch, module: patch.module + '-4' }));
installHooks([...frameworkPatches(), ...aliased], { onError: (error) => console.log('failed', error) });
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

const commonjs = `const { serve } = require('./test-server.cjs'); const { createServer } = require('http');`;
const esm = `import { serve } from './test-server.cjs'; import { createServer } from 'http';`;

const apps = {
  'express-4.cjs': `${commonjs} const express = require('express-4'); ${useExpress}`,
  'express-5.cjs': `${commonjs} const express = require('express'); ${useExpress}`,
  'fastify.cjs': `${commonjs} const { fastify } = require('fastify'); ${useFastify}`,
  'express-4.mjs': `${esm} import express from 'express-4'; ${useExpress}`,
  'express-5.mjs': `${esm} import express from 'express'; ${useExpress}`,
  'fastify.mjs': `${esm} import fastify from 'fastify'; ${useFastify}`,
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
