import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { installedNodes, nodes, runNode } from '@waymark/testing';

const serveAndGet = (createServer: string, get: string) => `
const server = ${createServer}((request, response) => response.end()).listen(0, '127.0.0.1', () => {
  ${get}({ host: '127.0.0.1', port: server.address().port, path: '/x', agent: false }, (response) => {
    response.resume().on('end', () => server.close());
  });
});`;

/** Each makes one request to itself; how it came by `node:http` is what differs. */
const apps: Record<string, string> = {
  'named imports': `import { createServer, get } from 'node:http'; ${serveAndGet('createServer', 'get')}`,
  'a default import': `import http from 'http'; ${serveAndGet('http.createServer', 'http.get')}`,
  'a namespace import': `import * as http from 'node:http'; ${serveAndGet('http.createServer', 'http.get')}`,
  'import()': `const http = await import('node:http'); ${serveAndGet('http.createServer', 'http.get')}`,
  'require in parts': `import { createRequire } from 'node:module';
    const { createServer, get } = createRequire(import.meta.url)('http'); ${serveAndGet('createServer', 'get')}`,
  getBuiltinModule: `const http = process.getBuiltinModule('node:http'); ${serveAndGet('http.createServer', 'http.get')}`,
};

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'waymark-http-'));
});
after(() => rm(folder, { recursive: true }));

async function run(version: keyof typeof nodes, app: string): Promise<string> {
  const file = path.join(folder, 'app.mjs');
  await writeFile(file, app);
  const registerPath = new URL('load-order-register.ts', import.meta.url).href;
  const flags = ['--experimental-strip-types', '--no-warnings'];
  const { stdout, stderr } = await runNode(file, {
    node: nodes[version],
    flags,
    register: 'import',
    registerPath,
  });
  assert.equal(stderr, '');
  return stdout.replace(/:\d{2,5}\//, ':<port>/');
}

const traced = `CLIENT GET
  server.address="127.0.0.1"
  url.full="http://127.0.0.1:<port>/x"
SERVER GET
  server.address="127.0.0.1"
  url.path="/x"
`;

for (const version of installedNodes()) {
  describe(`on Node ${version}`, () => {
    for (const [way, app] of Object.entries(apps)) {
      it(`an app that gets node:http by ${way} is traced`, async () => {
        assert.equal(await run(version, app), traced);
      });
    }

    it('an app that only ever loads node:https is traced', async () => {
      const app = `import https from 'node:https';
        https.get('https://127.0.0.1:1/').on('error', () => {});`;
      assert.match(await run(version, app), /^CLIENT GET\n.*\n {2}url.full="https:\/\/127.0.0.1:1\/"\n$/);
    });

    it('the first fetch of an app is traced', async () => {
      const app = `try { await fetch('http://127.0.0.1:9999/'); } catch {}`;
      assert.match(await run(version, app), /^CLIENT GET\n.*\n {2}url.full="http:\/\/127.0.0.1:<port>\/"\n/);
    });
  });
}
