/** The packed `@waymark/node`, as a user gets it. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode } from '@waymark/testing';

const home = fileURLToPath(new URL('../../packages/node', import.meta.url));
const node10 = fileURLToPath(new URL('../nodes/node_modules/node-10/bin/node', import.meta.url));
const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'waymark-package-'));
const installed = join(folder, 'node_modules/@waymark/node');

before(() => {
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8' });
  const [{ filename }] = JSON.parse(npm('pack', home, '--ignore-scripts', '--json', '--silent'));
  writeFileSync(join(folder, 'package.json'), '{"name":"app","private":true}');
  npm('install', `./${filename}`, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error');
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('installs as two packages, without install scripts', () => {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const names = Object.keys(lock.packages).filter((name) => name !== '');
  assert.deepEqual(names, ['node_modules/@opentelemetry/api', 'node_modules/@waymark/node']);
  for (const name of names) assert.equal(lock.packages[name].hasInstallScript, undefined);
});

test('is at most 3.5 MB unpacked, the API included', () => {
  const bytes =
    sizeOf(join(folder, 'node_modules/@waymark')) + sizeOf(join(folder, 'node_modules/@opentelemetry'));
  assert.ok(bytes <= 3.5e6, `${bytes} bytes`);
});

test('every file that exports names is there', () => {
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const files = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry as object),
  );
  for (const file of files) assert.ok(statSync(join(installed, file)).isFile(), file);
});

test('carries the notices and a CycloneDX bill of what is bundled', () => {
  const bom = JSON.parse(readFileSync(join(installed, 'dist/sbom.cdx.json'), 'utf8'));
  const notices = readFileSync(join(installed, 'dist/THIRD-PARTY-NOTICES'), 'utf8');
  assert.deepEqual([bom.bomFormat, bom.specVersion], ['CycloneDX', '1.6']);
  const names = bom.components.map((component: { name: string }) => component.name);
  for (const name of ['@opentelemetry/api', '@opentelemetry/instrumentation-pg', '@opentelemetry/sdk-logs']) {
    assert.ok(names.includes(name), name);
  }
  for (const { name, version } of bom.components) assert.ok(notices.includes(`${name} ${version} (`), name);
});

test('requires nothing that it does not bring', () => {
  const builtinOrOwn = /^(node:|\.\.?\/)/;
  for (const file of readdirSync(join(installed, 'dist')).filter((name) => name.endsWith('.cjs'))) {
    const text = readFileSync(join(installed, 'dist', file), 'utf8');
    for (const [, id] of text.matchAll(/\brequire\([`'"]([^`'"]+)[`'"]\)/g)) {
      assert.ok(
        builtinOrOwn.test(id!) || builtinModules.includes(id!) || OPTIONAL.includes(id!),
        `${file} requires ${id}`,
      );
    }
  }
});
/** The application's, if it has them: upstream asks for them inside a `try`. */
const OPTIONAL = ['@opentelemetry/winston-transport', 'supports-color'];

for (const [name, flag] of [
  ['--require', 'require'],
  ['--import', 'import'],
] as const) {
  test(`${name} @waymark/node/register works from an application's folder`, async () => {
    writeFileSync(join(folder, 'app.mjs'), "console.log('ran')");
    const run = await runNode(join(folder, 'app.mjs'), {
      register: flag,
      registerPath: '@waymark/node/register',
      cwd: folder,
    });
    assert.deepEqual([run.code, run.stdout], [0, 'ran\n'], run.stderr);
    assert.match(run.stderr, /^waymark: \S+ traces app: /);
  });
}

test('on Node 10 it is found by name, says one line, and the application runs', {
  skip: !existsSync(node10) && 'no Node 10 for this platform',
}, async () => {
  writeFileSync(join(folder, 'old.js'), "console.log('ran')");
  const run = await runNode(join(folder, 'old.js'), {
    node: node10,
    register: 'require',
    registerPath: '@waymark/node/register',
    cwd: folder,
  });
  assert.deepEqual([run.code, run.stdout], [0, 'ran\n'], run.stderr);
  assert.match(run.stderr, /^waymark: this is Node 10\./);
});

test('imports by name from ESM and by require from CommonJS', async () => {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(
    join(folder, 'src/a.mjs'),
    "import { start } from '@waymark/node'; console.log(typeof start)",
  );
  writeFileSync(
    join(folder, 'src/b.cjs'),
    "const { start } = require('@waymark/node'); console.log(typeof start)",
  );
  for (const file of ['a.mjs', 'b.cjs'])
    assert.equal((await runNode(join(folder, 'src', file))).stdout, 'function\n');
});

test('its types compile strictly, for CommonJS and ESM users', () => {
  const source = `
import { span, start, type StartOptions, type WaymarkHandle, type SpanProcessor } from '@waymark/node';
const quiet: SpanProcessor = { onStart() {}, onEnd(span) { void span.attributes['a']; }, async forceFlush() {}, async shutdown() {} };
const handle: WaymarkHandle = start({ serviceName: 'x', spanProcessors: [quiet] });
export const total: Promise<number> = span('work', { n: 1 }, async (active) => { active.addEvent('done'); return 7; });
export const options: StartOptions = {
  ignoreIncoming: ['default', /^\\/assets/, (request) => request.headers['x-internal'] === '1'],
  instrumentationOptions: {
    http: { requestHook: (active, request: { method?: string }) => active.setAttribute('m', request.method ?? '') },
    pg: { enhancedDatabaseReporting: true },
  },
};
export const done: Promise<void> = handle.flush(10).then(() => handle.shutdown());
`;
  for (const name of ['esm.mts', 'common.cts']) writeFileSync(join(folder, name), source);
  const flags = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
  execFileSync(tsc, [...flags, 'esm.mts', 'common.cts'], { cwd: folder, encoding: 'utf8' });
});

function sizeOf(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
