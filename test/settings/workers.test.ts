/** A Worker's telemetry is its process's: of one service, whatever folder it was started in. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode, startOtlpServer } from '@waymark/testing';

const api = fileURLToPath(import.meta.resolve('@opentelemetry/api'));
const span = `require(${JSON.stringify(api)}).trace.getTracer('t').startSpan(name).end();`;

/** An application with a name in a folder of its own. */
function application(entry: string, loading: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'package.json'), '{"name":"shop","version":"1.2.3"}');
  writeFileSync(join(folder, 'src/worker.cjs'), `const name = 'worker'; ${span}`);
  const file = join(folder, 'src', entry);
  writeFileSync(
    file,
    `${loading}\nnew Worker(new URL('worker.cjs', 'file://' + ${JSON.stringify(file)}));\n`,
  );
  return file;
}

for (const [entry, loading] of [
  ['app.cjs', "const { Worker } = require('node:worker_threads');"],
  ['app.mjs', "import { Worker } from 'worker_threads';"],
] as const) {
  test(`a Worker of ${entry} is of its service`, async () => {
    await using sink = await startOtlpServer();
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
    };
    await runNode(application(entry, loading), { register: 'require', env, cwd: tmpdir() });
    const [worker] = await sink.waitForSpans(1);
    assert.deepEqual(
      [worker?.name, worker?.service, worker?.resource['service.version']],
      ['worker', 'shop', '1.2.3'],
    );
  });
}
