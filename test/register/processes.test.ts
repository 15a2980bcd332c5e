/** Workers, cluster and forked children: each traces, none hangs, only the main process prints the start line. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installedNodes, nodes, runNode, startOtlpServer } from '@waymark/testing';

const app = fileURLToPath(new URL('processes.cjs', import.meta.url));

for (const version of installedNodes()) {
  for (const kind of ['worker', 'fork', 'cluster', 'eval-worker']) {
    test(`${kind} on Node ${version}`, async () => {
      await using sink = await startOtlpServer();
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_LOGS_EXPORTER: 'none' };
      const run = await runNode(app, {
        node: nodes[version],
        register: 'require',
        args: [kind],
        env,
        timeoutMs: 30_000,
      });
      assert.deepEqual(
        [run.code, run.signal, run.stdout],
        [0, null, 'child answered 200\nchild ended 0\n'],
        run.stderr,
      );
      assert.equal(run.stderr.match(/^waymark: /gm)?.length, 1, run.stderr);
      // The child's own CLIENT and SERVER span, under its own process.
      assert.deepEqual(sink.spans.map((span) => span.kind).sort(), ['CLIENT', 'SERVER']);
      sink.assertClean();
    });
  }
}
