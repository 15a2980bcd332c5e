/** Prisma's own instrumentation, given by a configuration module, makes spans in our traces. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { installedNodes, nodes, printTree, runNode, startOtlpServer } from '@waymark/testing';
import { ensureOthers } from './packages.mjs';

ensureOthers();

for (const node of installedNodes()) {
  test(`on Node ${node}`, async () => {
    await using sink = await startOtlpServer();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, WAYMARK_CONFIG: 'apps/prisma.config.mjs' };
    const cwd = import.meta.dirname;
    const run = await runNode(join(cwd, 'apps/prisma.cjs'), {
      node: nodes[node],
      register: 'require',
      cwd,
      env,
    });
    assert.equal(run.code, 0, run.stderr);
    assert.equal(run.stderr.trim().split('\n').length, 1, run.stderr);
    assert.equal(
      printTree(sink.spans, { attributes: ['method'] }),
      'with prisma INTERNAL prisma:client:operation [method=findMany]\n  with prisma INTERNAL prisma:client:db_query',
    );
  });
}
