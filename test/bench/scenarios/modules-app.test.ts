import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runNode } from '@waymark/testing';
import { MODULES, modulesApp } from './modules-app.ts';

/** Counts what is loaded from the folder of the app. */
const COUNT = `
  const { registerHooks } = require('node:module');
  const seen = new Set();
  registerHooks({ load: (url, context, next) => (seen.add(url), next(url, context)) });
  process.once('exit', () => console.log('\\nloaded ' + [...seen].filter((url) => url.includes('bench-modules')).length));`;

for (const system of ['cjs', 'esm'] as const) {
  test(`the app of ${MODULES} modules loads as many, ${system}`, async () => {
    const app = await modulesApp(system);
    const preload = `data:text/javascript,import{createRequire as r}from'node:module';const require=r('/x');${encodeURIComponent(COUNT)}`;
    const { stdout } = await runNode(app, { flags: ['--import', preload] });
    const [said, loaded] = stdout.trim().split('\n');
    assert.equal(JSON.parse(said!).traced, false);
    assert.equal(loaded, `loaded ${MODULES}`);
  });
}
