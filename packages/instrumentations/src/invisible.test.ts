/** Nothing of ours shows on the app's requests and responses: they print, and copy, as without us. */

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

const common = `
const { inspect } = require('util');
const { createServer } = require('http');
const { serve } = require('./test-server.cjs');
const show = (...objects) => {
  for (const object of objects) {
    console.log(inspect(object, { depth: 3 }));
    console.log(inspect(object, { depth: 1, showHidden: true }));
    console.log(Reflect.ownKeys({ ...object }));
  }
};
const send = async (handler) => {
  const server = await serve(handler);
  const served = await server.send('GET /api/items/1');
  await server.close();
  if (served.status !== 200) throw new Error('not served');
};`;

const useExpress = `${common}
const router = express.Router();
router.get('/items/:item', (req, res) => {
  show(req, res);
  res.end();
});
send(express().use('/api', router));`;

const apps = {
  'express-4.cjs': `const express = require('express-4'); ${useExpress}`,
  'express-5.cjs': `const express = require('express'); ${useExpress}`,
  'fastify.cjs': `${common}
    let handler;
    const serverFactory = (given, options) => createServer(options, (handler = given));
    const app = require('fastify').fastify({ serverFactory });
    app.get('/api/items/:item', async (request, reply) => {
      show(request.raw, reply.raw);
      console.log(Reflect.ownKeys(request), Reflect.ownKeys(reply));
      return '';
    });
    app.ready().then(() => send(handler));`,
};

/** Ports, times and counters differ from run to run. */
function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '0');
}

let app: TestApp;
before(async () => {
  app = await TestApp.create({ 'register.cjs': register, ...apps });
});
after(() => app.remove());

for (const version of installedNodes()) {
  for (const entry of Object.keys(apps)) {
    test(`on Node ${version}, requests and responses of ${entry} print as without us`, async () => {
      const [bare, ours] = [await app.runBare(nodes[version], entry), await app.run(nodes[version], entry)];
      assert.match(bare, /IncomingMessage/);
      assert.equal(withoutNumbers(ours), withoutNumbers(bare));
    });
  }
}
