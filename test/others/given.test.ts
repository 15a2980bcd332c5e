/** An instrumentation of the application's own for what Waymark instruments already. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runNode, startOtlpServer } from '@waymark/testing';
import { ensureOthers } from './packages.mjs';

ensureOthers();

/** What the request of the application became: the `from` of each SERVER span; and our lines after the first. */
async function served(env: Record<string, string>): Promise<[from: unknown[], lines: string[]]> {
  await using sink = await startOtlpServer();
  const cwd = import.meta.dirname;
  const run = await runNode(join(cwd, 'apps/app.cjs'), {
    register: 'require',
    cwd,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_METRICS_EXPORTER: 'none',
      WAYMARK_CONFIG: 'apps/given.config.mjs',
      ...env,
    },
  });
  assert.equal(run.code, 0, run.stderr);
  const servers = sink.spans.filter(({ kind }) => kind === 'SERVER');
  const lines = run.stderr.split('\n').filter((line) => /^waymark: (?!\d)/.test(line));
  return [servers.map(({ attributes }) => attributes['from']), lines];
}

test('it is left out with one line, and the request has one span', async () => {
  const line =
    'waymark: of the instrumentations given, http left out, since Waymark has its own: give options as instrumentationOptions { "http": { ... } }, where enabled: false leaves the work to yours';
  assert.deepEqual(await served({}), [[undefined], [line]]);
});

const OFF: Record<string, Record<string, string>> = {
  'by a list': { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' },
  'by its options': { OFF: 'http' },
};
for (const [how, env] of Object.entries(OFF)) {
  test(`where ours is turned off ${how} it does the work`, async () => {
    assert.deepEqual(await served(env), [['the given one'], []]);
  });
}
