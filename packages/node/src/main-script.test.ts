import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { applicationPath, mainScript } from './main-script.ts';

const argv = [...process.argv];
afterEach(() => {
  process.argv = [...argv];
  delete process.env['pm_exec_path'];
  delete process.env['pm2_env'];
});

test('is what Node was given', () => {
  process.argv[1] = '/shop/app.js';
  assert.equal(mainScript(), '/shop/app.js');
  assert.equal(applicationPath(), '/shop/app.js');
});

test("is the application of pm2's containers, in both modes", () => {
  process.argv[1] = '/usr/lib/node_modules/pm2/lib/ProcessContainerFork.js';
  process.env['pm_exec_path'] = '/shop/app.js';
  assert.equal(mainScript(), '/shop/app.js');
  delete process.env['pm_exec_path'];
  process.argv[1] = '/usr/lib/node_modules/pm2/lib/ProcessContainer.js';
  process.env['pm2_env'] = '{"pm_exec_path":"/shop/cluster.js"}';
  assert.equal(mainScript(), '/shop/cluster.js');
});

test('is its own in a process that an application of pm2 forked', () => {
  process.argv[1] = '/shop/worker.js';
  process.env['pm_exec_path'] = '/shop/app.js';
  assert.equal(mainScript(), '/shop/worker.js');
});

for (const runner of ['.bin/ts-node', 'vitest/dist/workers/forks.js', 'next/dist/bin/next']) {
  test(`an application that ${runner} loads is where that was called`, () => {
    assert.equal(applicationPath(`/shop/node_modules/${runner}`), process.cwd());
  });
}
