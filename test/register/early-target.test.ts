/** A target that a part of ours loads: the patches are in such a part, and so come when it is there. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runNode, startOtlpServer } from '@waymark/testing';

const APP = `
const http = require('node:http');
const { readFile } = require('node:fs');
const server = http.createServer((request, response) => readFile(__filename, () => response.end()));
server.listen(0, '127.0.0.1', async () => {
  await fetch('http://127.0.0.1:' + server.address().port);
  server.close();
});
`;

for (const engine of ['waymark', 'upstream']) {
  test(`${engine}: an application that has node:http and then node:fs traced has spans of both`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'waymark-early-'));
    try {
      await using sink = await startOtlpServer();
      const app = join(folder, 'app.cjs');
      writeFileSync(app, APP);
      const env = {
        WAYMARK_ENGINE: engine,
        OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'fs,http',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      };
      const { code, stderr } = await runNode(app, { register: 'require', env });
      assert.equal(code, 0, stderr.slice(-2000));
      const served = sink.spans.filter(({ kind }) => kind === 'SERVER');
      const read = sink.spans.filter(
        ({ name, parentSpanId }) => name === 'fs readFile' && parentSpanId === served[0]?.spanId,
      );
      assert.deepEqual([served.length, read.length], [1, 1]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
