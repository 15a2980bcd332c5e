import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { installedNodes, type NodeVersion } from '@waymark/testing';
import { type BundledApp, bundleForApps } from './test-bundled-app.ts';

let bundled: BundledApp;
before(async () => {
  bundled = await bundleForApps();
});
after(() => bundled.remove());

/** Shows all that an app can hold of an exchange: while it goes on, and when it is over. */
const app = `
const http = require('node:http');
const { inspect } = require('node:util');
const { subscribe } = require('node:diagnostics_channel');
const parts = {};
const show = (when) => {
  for (const [name, part] of Object.entries(parts)) {
    console.log(when, name, Reflect.ownKeys(part), Reflect.ownKeys({ ...part }), Object.keys(part));
  }
};
const server = http.createServer((request, response) => {
  Object.assign(parts, { request, response, socket: request.socket });
  if (request.url === '/second') {
    show('serving');
    for (const part of [request, response]) console.log(inspect(part, { depth: 0, showHidden: true }));
  }
  response.end('x');
}).listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const agent = new http.Agent({ keepAlive: true });
  const get = (path) => new Promise((resolve) => {
    parts.client = http.get({ host: '127.0.0.1', port, path, agent }, (answer) => {
      Object.assign(parts, { answer, agent, clientSocket: answer.socket });
      answer.resume().on('end', () => setImmediate(resolve));
    });
    parts.refused = http.get({ host: '127.0.0.1', port: 1 }).on('error', (error) => (parts.error = error));
  });
  await get('/first');
  await get('/second');
  show('done');
  subscribe('undici:request:create', ({ request }) => (parts.fetch = request));
  await (await fetch('http://127.0.0.1:' + port)).text();
  show('fetched');
  process.exit();
});
`;

const shownBy = async (version: NodeVersion, traced: boolean) => {
  const { stdout, stderr } = await bundled.run(version, app, traced);
  assert.equal(stderr, '');
  return stdout;
};

for (const version of installedNodes()) {
  it(`nothing of ours shows on the app's objects, and no copy has it: Node ${version}`, async () => {
    const [bare, traced] = [await shownBy(version, false), await shownBy(version, true)];
    assert.match(bare, /fetched fetch/);
    assert.equal(comparable(traced), comparable(bare));
  });
}

/** Without ports and counters, and without what Node keeps on a socket once anybody has asked for its peer. */
function comparable(shown: string): string {
  return shown.replace(/\d+/g, '0').replace(/ *'_peername',\n/g, '');
}
