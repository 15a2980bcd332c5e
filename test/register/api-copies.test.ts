/** An application's own copy of the API joins our traces, whatever its version. */

import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installedNodes, nodes, runNode, startOtlpServer } from '@waymark/testing';

const api = fileURLToPath(new URL('../../node_modules/@opentelemetry/api', import.meta.url));
const CURRENT = JSON.parse(readFileSync(join(api, 'package.json'), 'utf8')).version as string;
const folder = mkdtempSync(join(tmpdir(), 'waymark-api-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const BODY = `
const tracer = trace.getTracer('by hand');
tracer.startActiveSpan('outer', (outer) => {
  tracer.startSpan('inner').end();
  outer.end();
});
`;

const minor = Number(CURRENT.split('.')[1]);
for (const version of [`1.${minor - 1}.0`, CURRENT, `1.${minor + 1}.0`]) {
  for (const [name, head] of [
    ['app.cjs', "const { trace } = require('@opentelemetry/api');"],
    ['app.mjs', "import { trace } from '@opentelemetry/api';"],
  ] as const) {
    for (const node of installedNodes()) {
      test(`a copy that says ${version}, in ${name} on Node ${node}`, async () => {
        await using sink = await startOtlpServer();
        const app = join(copyOf(version), name);
        writeFileSync(app, head + BODY);
        const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
        const run = await runNode(app, { node: nodes[node], register: 'require', env });
        assert.equal(run.code, 0, run.stderr);
        const [inner, outer] = sink.spans;
        assert.deepEqual([inner?.name, outer?.name, sink.spans.length], ['inner', 'outer', 2]);
        assert.equal(inner!.parentSpanId, outer!.spanId);
      });
    }
  }
}

/** The current API with another version written into its files, in an application's node_modules. */
function copyOf(version: string): string {
  const app = join(folder, version);
  const target = join(app, 'node_modules/@opentelemetry/api');
  mkdirSync(target, { recursive: true });
  cpSync(api, target, { recursive: true });
  writeFileSync(join(app, 'package.json'), '{"name":"app"}');
  for (const file of filesIn(target)) {
    if (!/\.(cjs|mjs|json)$/.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    if (text.includes(CURRENT)) writeFileSync(file, text.replaceAll(CURRENT, version));
  }
  return app;
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
}
