/** What the repository promises of itself. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

test('format, lint and types are clean', () => {
  const done = spawnSync(process.execPath, [join(root, 'scripts/check.mjs')], { encoding: 'utf8' });
  assert.equal(done.status, 0, `${done.stdout}${done.stderr}`);
});

/** DESIGN of the imports: what each package may know of ours. `node` joins them all; tests may use `testing`. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  hooks: [],
  instrumentations: [],
  tracing: [],
  propagation: [],
  redaction: [],
  delivery: [],
  http: ['tracing', 'propagation'],
  logs: ['propagation'],
  otlp: ['delivery'],
  zipkin: ['delivery'],
  'log-exporters': ['delivery'],
  viewer: ['otlp', 'zipkin'],
  testing: [],
  node: [
    'hooks',
    'instrumentations',
    'tracing',
    'propagation',
    'redaction',
    'delivery',
    'http',
    'logs',
    'otlp',
    'zipkin',
    'log-exporters',
  ],
};

for (const [name, allowed] of Object.entries(MAY_IMPORT)) {
  const manifest = JSON.parse(read(`packages/${name}/package.json`));
  const sources = globSync(`packages/${name}/src/**/*.ts`, { cwd: root });

  test(`${name} imports by name what it declares, and of ours only what is below it`, () => {
    const declared = { ...manifest.devDependencies, ...manifest.dependencies, [manifest.name]: true };
    const shipped = sources.filter(isShipped);
    assert.ok(shipped.some((file) => importsOf(read(file)).length > 0));
    for (const file of shipped) {
      for (const id of importsOf(read(file))) {
        if (id.startsWith('.') || id.startsWith('node:')) continue;
        const needed = packageOf(id);
        assert.ok(needed in declared, `${file} imports ${needed}, which is not declared`);
        if (!needed.startsWith('@waymark/')) continue;
        assert.ok(allowed.includes(needed.slice('@waymark/'.length)), `${file} imports ${needed}`);
      }
    }
  });

  // Their exports are built; test/package looks at them.
  if (name === 'node' || name === 'viewer') continue;
  test(`${name} exports files that are there`, () => {
    for (const target of Object.values(manifest.exports as Record<string, string>))
      read(`packages/${name}/${target}`);
  });
}

const tracked = () => execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

const TOP = `
  .ci .gitattributes .gitignore .npmrc ARCHITECTURE.md CHANGELOG.md CONTRIBUTING.md LICENSE RATIONALE.md README.md SECURITY.md
  biome.json deploy examples package-lock.json package.json packages scripts test tsconfig.json`;

test('nothing stands at the top but what is meant to', () => {
  const names = new Set(tracked().map((file) => file.split('/')[0]));
  assert.deepEqual([...names].sort(), TOP.trim().split(/\s+/));
});

test('no file names a path of a machine or the host of a package registry', () => {
  const host = /https?:\/\/(registry|proxy|repo1|files|static|deb)\.[a-z]|"resolved": "https?:/;
  for (const file of tracked()) {
    const [found] = read(file).match(host) ?? [];
    assert.equal(found, undefined, file);
  }
});

/** Files that only tests use: tests, what they run, and oracles. */
function isShipped(file: string): boolean {
  return !/\.test\.ts$|\/(test-|traced-process|parity|raw-client|span-memory|load-order|sample-)[^/]*$|\/(fixtures|oracle)\//.test(
    file,
  );
}

function importsOf(source: string): string[] {
  const statements = source.matchAll(/^(?:import|export)\b(?:[^;'"`]*?\bfrom)? ['"]([^'"]+)['"]/gm);
  return [...statements].map(([, id]) => id!);
}

function packageOf(id: string): string {
  return id
    .split('/')
    .slice(0, id.startsWith('@') ? 2 : 1)
    .join('/');
}
