/** Every log store gets every record of an application, to the last one, and none of its secrets. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runNode, startNode } from '@waymark/testing';
import { foundIn, plantedIn } from './catcher.ts';
import { LOG_STORES, startLogStores } from './log-stores.ts';
import { PLANTED_SETTINGS, plantedApp } from './planted-app.ts';

const SETTINGS = {
  ...PLANTED_SETTINGS,
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
};
const ENDS = { loop: 0, exit: 0, throw: 1, signal: null };

type LogStores = Awaited<ReturnType<typeof startLogStores>>;

async function run(way: keyof typeof ENDS, env: Record<string, string>) {
  if (way !== 'signal') return runNode(plantedApp, { register: 'require', args: [way], env });
  await using running = startNode(plantedApp, { register: 'require', args: ['wait'], env });
  await running.waitForLine(/^planted /m);
  return await running.kill('SIGTERM'); // it is killed for good when this block ends
}

function assertClean(
  stores: LogStores,
  way: keyof typeof ENDS,
  planted: Record<string, string>,
  stderr: string,
) {
  for (const name of LOG_STORES) {
    const text = stores.textOf(name);
    for (const there of ['vault', 'paid with REDACTED', 'bad REDACTED', 'planted']) {
      assert.ok(text.includes(there), `${there} did not arrive at ${name}: ${stderr}`);
    }
    assert.equal(text.includes('the end, password='), way === 'throw', `${name}: ${stderr}`);
    assert.deepEqual(foundIn(text, planted), [], name);
  }
}

for (const engine of ['waymark', 'upstream']) {
  for (const way of Object.keys(ENDS) as (keyof typeof ENDS)[]) {
    test(`${engine}: at an end by ${way} each store has every record, without secrets`, async () => {
      await using stores = await startLogStores();
      const { code, stdout, stderr } = await run(way, { ...SETTINGS, WAYMARK_ENGINE: engine, ...stores.env });
      assert.equal(code, ENDS[way], stderr);
      assertClean(stores, way, plantedIn(stdout), stderr);
      assert.doesNotMatch(stdout + stderr, /kept-secret/);
      assert.match(stderr, /logs to \S+ and to tcp:\S+ and to tcp:\S+ and to http:\S+, metrics off/);
    });
  }
}

test('stores that are not there are said, without credentials, and what is lost is counted', async () => {
  let env: Record<string, string>;
  {
    await using gone = await startLogStores();
    env = gone.env;
  }
  const { code, stdout, stderr } = await run('exit', { ...SETTINGS, ...env });
  assert.equal(code, 0);
  assert.doesNotMatch(stdout + stderr, /kept-secret/);
  const lost = stderr.match(
    /^waymark: could not deliver to \S+: connection refused.*; \d+ log records lost$/gm,
  );
  assert.equal(lost?.length, LOG_STORES.length, stderr);
  assert.deepEqual(foundIn(stderr, plantedIn(stdout)), []);
});
