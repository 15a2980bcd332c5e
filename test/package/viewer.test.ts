/** The packed `@waymark/viewer`, as a user gets it beside `@waymark/node`. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installedNodes, nodes, startNode } from '@waymark/testing';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));
const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
const nodeTypes = fileURLToPath(new URL('../../node_modules/@types', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'waymark-viewer-package-'));
const installed = join(folder, 'node_modules/@waymark/viewer');
let packedBytes = 0;

before(() => {
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8' });
  const pack = (name: string) =>
    JSON.parse(npm('pack', join(packages, name), '--ignore-scripts', '--json', '--silent'))[0];
  const [node, viewer] = [pack('node'), pack('viewer')];
  packedBytes = viewer.size;
  writeFileSync(join(folder, 'package.json'), '{"name":"app","private":true}');
  const files = [node, viewer].map(({ filename }) => `./${filename}`);
  npm('install', ...files, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error');
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('installs nothing but itself, without install scripts', () => {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const names = Object.keys(lock.packages).filter((name) => name !== '');
  assert.deepEqual(names, [
    'node_modules/@opentelemetry/api',
    'node_modules/@waymark/node',
    'node_modules/@waymark/viewer',
  ]);
  const { dependencies, hasInstallScript } = lock.packages['node_modules/@waymark/viewer'];
  assert.deepEqual([dependencies, hasInstallScript], [undefined, undefined]);
});

test('is less than 1 MB packed', () =>
  assert.ok(packedBytes > 0 && packedBytes < 1e6, `${packedBytes} bytes`));

test('every file that exports names is there', () => {
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const files = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry as object),
  );
  assert.ok(files.length >= 3);
  for (const file of files) assert.ok(statSync(join(installed, file)).isFile(), file);
});

test('carries the notices and a CycloneDX bill of what is bundled, the page included', () => {
  const bom = JSON.parse(readFileSync(join(installed, 'dist/sbom.cdx.json'), 'utf8'));
  const notices = readFileSync(join(installed, 'dist/THIRD-PARTY-NOTICES'), 'utf8');
  assert.deepEqual([bom.bomFormat, bom.specVersion], ['CycloneDX', '1.6']);
  const components: { name: string; version: string }[] = bom.components;
  assert.ok(components.some(({ name }) => name === 'preact'));
  for (const { name, version } of components) assert.ok(notices.includes(`${name} ${version} (`), name);
});

test('the server imports nothing but Node, and has no native code', () => {
  const servers = globSync('dist/*.cjs', { cwd: installed });
  assert.ok(servers.includes('dist/index.cjs'));
  const imported = servers.flatMap((file) => {
    const text = readFileSync(join(installed, file), 'utf8');
    return [...text.matchAll(/\b(?:require|import)\(["'`]([\w@./:-]+)["'`]\)/g)].map(([, id]) => id!);
  });
  assert.ok(imported.includes('node:worker_threads') && imported.includes('node:http'), imported.join());
  for (const id of imported) assert.ok(/^(node:|\.\/)/.test(id) || builtinModules.includes(id), id);
  assert.deepEqual(globSync('**/*.{node,so,wasm}', { cwd: installed }), []);
});

for (const version of installedNodes()) {
  test(`npx waymark view serves the page on Node ${version}`, async () => {
    await using viewer = startNode(join(folder, 'node_modules/.bin/waymark'), {
      node: nodes[version],
      args: ['view', '--port', '0', '--db', join(folder, `${version}.db`)],
      cwd: folder,
    });
    const [, url] = await viewer.waitForLine(/at (http:\S+),/);
    const page = await fetch(`${url}/`);
    assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html; charset=utf-8']);
    const taken = await fetch(`${url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
    });
    assert.equal(taken.status, 200);
    assert.equal((await viewer.kill()).code, 0);
    assert.equal(viewer.stderr, '');
  });
}

test('its types compile strictly, for CommonJS and ESM users', () => {
  const source = `
import { startViewer, type Viewer } from '@waymark/viewer';
export const viewer: Promise<Viewer> = startViewer({ port: 0 });
export const url: Promise<string> = viewer.then(({ url, close }) => { void close(); return url; });
export const names: Promise<string[]> = viewer.then(async ({ store }) => {
  const trace = await store.trace('r-1');
  return trace?.spans.map(({ service, span }) => service + span.name) ?? [];
});
// @ts-expect-error there is no such option
void startViewer({ ports: 0 });
`;
  for (const name of ['esm.mts', 'common.cts']) writeFileSync(join(folder, name), source);
  const flags = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2024'];
  execFileSync(tsc, [...flags, '--types', 'node', '--typeRoots', nodeTypes, 'esm.mts', 'common.cts'], {
    cwd: folder,
    encoding: 'utf8',
  });
});
