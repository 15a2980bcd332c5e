/** An application in one file gives the trace that it gives unbundled, where its build had the plugin. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { printTree, runNode, startNode, startOtlpServer } from '@waymark/testing';
import { type Bundle, bundlers } from './bundlers.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const app = here('app.mjs');
/** Away from every node_modules: what is not in the bundle is not there. */
const folder = mkdtempSync(join(tmpdir(), 'waymark-bundles-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const BUNDLES: [bundler: string, format: Bundle['format'], minify: boolean][] = [
  ['esbuild', 'cjs', false],
  ['esbuild', 'cjs', true],
  ['esbuild', 'esm', true],
  ['rolldown', 'cjs', true],
  ['rolldown', 'esm', false],
  ['rollup', 'esm', false],
  ['webpack', 'cjs', false],
];

const ENV = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };

const unbundled = run(app, true);

test('unbundled, there is something of every library to compare with', async () => {
  const { tree } = await unbundled;
  for (const part of ['GET /orders/:id', 'GET /items/:id', 'pg.', 'graphql.', 'set', '* log'])
    assert.ok(tree.includes(part), `${part} is not in\n${tree}`);
});

for (const [bundler, format, minify] of BUNDLES) {
  const name = [bundler, format, minify ? 'minified' : 'as it is'].join(', ');
  const build = async (plugin: boolean) => {
    const file = join(folder, `${bundler}-${minify}-${plugin}.${format === 'esm' ? 'mjs' : 'cjs'}`);
    await bundlers[bundler]!({ entry: app, file, format, minify, plugin });
    return file;
  };

  test(`${name}: the bundle is traced like what it was made of, and runs without Waymark`, async () => {
    const file = await build(true);
    assert.equal((await run(file, true)).tree, (await unbundled).tree);
    assert.deepEqual((await run(file, false)).answers, ['ok', '8']);
  });

  test(`${name}: without the plugin one line says what is dark, and what to do`, async () => {
    await using running = startNode(await build(false), { register: 'require', env: { ...ENV, STAY: '1' } });
    const [, names, rest] = await running.waitForLine(/^waymark: (.*) are bundled into (.*)$/m, 60_000);
    const direct = names!.split(', ').filter((each) => each !== 'router' && each !== 'pg-pool');
    assert.deepEqual(direct, ['express', 'graphql', 'hono', 'ioredis', 'pg', 'pino']);
    assert.match(
      rest!,
      /^\S+\.[cm]js, where nothing loads them, so they stay untraced: build it with the plugin of /,
    );
  });
}

test("the plugins are what the bundlers' own types ask for", () => {
  const flags = [
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--types',
    'node',
    '--skipLibCheck',
  ];
  const args = ['--ignoreConfig', '--noEmit', ...flags, 'plugins.mts'];
  execFileSync(here('../../node_modules/.bin/tsc'), args, { cwd: here('.'), encoding: 'utf8' });
});

test('what is not bundled is not complained of', async () => {
  await using running = startNode(app, { register: 'require', env: { ...ENV, STAY: '1' } });
  await running.waitForLine(/^8$/m);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await running.kill();
  assert.doesNotMatch(running.stderr, /bundled/);
});

async function run(file: string, register: boolean): Promise<{ answers: string[]; tree: string }> {
  await using sink = await startOtlpServer();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_SERVICE_NAME: 'shop',
  };
  const { code, stdout, stderr } = await runNode(file, { register: register && 'require', env });
  assert.equal(code, 0, stderr);
  const answers = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  sink.assertClean();
  return {
    answers,
    tree: printTree(sink.spans, { logs: sink.logs, attributes: ['db.system.name', 'http.route'] }),
  };
}
