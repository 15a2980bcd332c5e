/** A function on AWS Lambda: whatever its handler is, a span an invocation, delivered before the process is put to sleep. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { printTree, startNode, startOtlpServer } from '@waymark/testing';

const root = join(import.meta.dirname, 'lambda');

async function treeOf(file: string, engine: string, events: readonly object[]): Promise<string> {
  await using server = await startOtlpServer();
  await using app = startNode(join(root, 'runtime.mjs'), {
    register: 'require',
    args: [join(root, file), ...events.map((event) => JSON.stringify(event))],
    env: {
      WAYMARK_ENGINE: engine,
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      OTEL_METRICS_EXPORTER: 'none',
      // Longer than the test waits: spans that arrive were flushed.
      OTEL_BSP_SCHEDULE_DELAY: '60000',
      OTEL_SERVICE_NAME: 'greeter',
      LAMBDA_TASK_ROOT: root,
      _HANDLER: `${file.split('.')[0]}.handler`,
    },
  });
  await app.waitForLine(/^asleep$/m);
  const spans = await server.waitForSpans(events.length);
  assert.match(app.stdout, /^hello Ada$/m);
  return printTree(spans, { attributes: ['faas.coldstart', 'faas.invocation_id', 'cloud.account.id'] });
}

const invocation =
  'greeter SERVER greet [faas.coldstart=true faas.invocation_id=request-1 cloud.account.id=123456789012]';

for (const engine of ['waymark', 'upstream']) {
  test(`in the engine '${engine}', a handler in CommonJS`, async () => {
    assert.equal(await treeOf('common.cjs', engine, [{ name: 'Ada' }]), invocation);
  });

  test(`in the engine '${engine}', a handler in an ES module, and one that fails`, async () => {
    const tree = await treeOf('module.mjs', engine, [{ name: 'Ada' }, {}]);
    assert.equal(
      tree,
      `${invocation}\n${invocation.replace('true', 'false')} (ERROR: whom?)\n  * exception Error: whom?`,
    );
  });
}
