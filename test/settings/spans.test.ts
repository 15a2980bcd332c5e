/** WAYMARK_SPANS in a real process: who makes the spans of Express, as variable and as option, and whose options hold. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode, startOtlpServer } from '@waymark/testing';

const folder = mkdtempSync(join(tmpdir(), 'waymark-spans-'));
after(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
write('package.json', '{"name":"app"}');
write('full.mjs', "export default { spans: 'full' };");
write('lean.mjs', "export default { spans: 'lean' };");
write('some.mjs', "export default { spans: 'some' };");
write(
  'app.cjs',
  `
const express = require('express');
const { Agent, get } = require('node:http');
const app = express();
app.get('/orders/:id', (_request, response) => response.end());
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  get({ port, path: '/orders/7', agent: new Agent() }, (answer) => answer.resume().on('end', () => server.close()));
});
`,
);

/** The scopes below the SERVER span, what the start line says to it, and what stderr has beside that line. */
async function layers(env: Record<string, string>) {
  await using sink = await startOtlpServer();
  const { code, stderr } = await runNode('app.cjs', {
    register: 'require',
    cwd: folder,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_METRICS_EXPORTER: 'none', ...env },
  });
  assert.equal(code, 0, stderr);
  const served = sink.spans.find(({ name }) => name === 'GET /orders/:id');
  assert.equal(served?.attributes['http.route'], '/orders/:id');
  const scopes = sink.spans.map(({ scope }) => scope.name).filter((name) => /express|router/.test(name));
  const [start, ...lines] = stderr
    .split('\n')
    .filter((line) => line !== '')
    .sort((a) => (/ traces app/.test(a) ? -1 : 1));
  return { scopes: [...new Set(scopes)].sort(), said: / traces app(.*?):/.exec(start!)?.[1], lines };
}

const UPSTREAMS = ['@opentelemetry/instrumentation-express', '@opentelemetry/instrumentation-router'];
const OURS = ['@waymark/instrumentations/express', '@waymark/instrumentations/router'];
const IGNORED = { WAYMARK_INSTRUMENTATION_EXPRESS: '{"ignoreLayersType":["request_handler"]}' };

test('layers have no spans by default', async () => {
  assert.deepEqual(await layers({}), { scopes: [], said: '', lines: [] });
});

const FULL: Record<string, Record<string, string>> = {
  'the variable': { WAYMARK_SPANS: 'full' },
  'a module': { WAYMARK_CONFIG: './full.mjs' },
  'a module, over the variable': { WAYMARK_CONFIG: './full.mjs', WAYMARK_SPANS: 'lean' },
};
for (const [whence, env] of Object.entries(FULL)) {
  test(`layers have spans by ${whence}`, async () => {
    assert.deepEqual(await layers(env), { scopes: OURS, said: ' with layers', lines: [] });
  });
}

test("layers have upstream's spans in upstream's engine, whatever else is said", async () => {
  const env = { WAYMARK_ENGINE: 'upstream', WAYMARK_SPANS: 'lean' };
  assert.deepEqual(await layers(env), { scopes: UPSTREAMS, said: " by upstream's SDK", lines: [] });
});

test('a module turns them off again', async () => {
  const env = { WAYMARK_CONFIG: './lean.mjs', WAYMARK_SPANS: 'full' };
  assert.deepEqual(await layers(env), { scopes: [], said: '', lines: [] });
});

test('a module that says neither costs a line, and the variable holds', async () => {
  const { scopes, lines } = await layers({ WAYMARK_CONFIG: './some.mjs', WAYMARK_SPANS: 'full' });
  assert.deepEqual(scopes, OURS);
  assert.match(
    lines.join('\n'),
    /^waymark: \.\/some\.mjs \{ spans \} is not valid: it takes 'lean' or 'full'/,
  );
});

test("upstream's options of layers hold where there are layers, and cost a line elsewhere", async () => {
  const full = await layers({ ...IGNORED, WAYMARK_SPANS: 'full' });
  assert.deepEqual(full, {
    scopes: ['@waymark/instrumentations/router'],
    said: ' with layers',
    lines: [],
  });
  const lean = await layers(IGNORED);
  assert.match(
    lean.lines.join('\n'),
    /^waymark: options of express \S+ \S+ are left out: .*WAYMARK_SPANS=full/,
  );
});
