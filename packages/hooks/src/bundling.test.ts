import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { BUNDLED } from './bundled.ts';
import { BundlingTargets } from './bundling.ts';
import { installHooks } from './install.ts';
import type { ModulePatch, PatchedModule } from './module-patch.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-bundling-'));
after(() => rmSync(folder, { recursive: true, force: true }));
function put(path: string, content: string): string {
  const file = join(folder, 'node_modules', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}
put('common/package.json', '{"version":"2.1.0","main":"lib/main.js"}');
put('told/package.json', '{"version":"3.0.0","exports":"./index.mjs"}');
const told = put('told/index.mjs', 'export const a = 1;');
put('old/package.json', '{"version":"1.0.0"}');
put(
  'dual/package.json',
  '{"version":"4.0.0","exports":{"import":"./esm/index.js","require":"./cjs/index.js"}}',
);
put('dual/esm/package.json', '{"type":"module"}');
const common = put('common/lib/main.js', 'exports.name = "common";');
const inner = put('common/lib/inner.js', 'exports.name = "inner";');
const other = put('common/lib/other.js', '');
const old = put('old/index.js', '');
const dual = put('dual/esm/index.js', 'export const open = () => "real"; export const kept = 1;');
const dualCommon = put('dual/cjs/index.js', 'exports.open = () => "real";');

const seen: [exports: string[], module: PatchedModule][] = [];
const saw: ModulePatch['patch'] = (exports, module) => {
  seen.push([Object.keys(exports as object), module]);
};
const patches: ModulePatch[] = [
  { module: 'common', versions: '>=2 <3', patch: saw },
  { module: 'common', versions: '>=2 <3', file: 'lib/inner.js', patch: saw },
  { module: 'common', versions: '<2', file: 'lib/other.js', patch: saw },
  { module: 'old', versions: '>=2', patch: saw },
  { module: 'dual', esm: ['open'], patch: (exports) => ({ ...(exports as object), open: () => 'patched' }) },
];
const tellings: unknown[] = [];
patches.push({ module: 'told', esm: [], patch: (exports, module) => void tellings.push([exports, module]) });
const targets = new BundlingTargets(patches);

/** What a bundler makes of a CommonJS file. */
function evaluated(code: string, scope: object = globalThis): Record<string, unknown> {
  const module = { exports: {} };
  runInNewContext(code, { module, exports: module.exports, globalThis: scope, Symbol });
  return module.exports;
}

test('only targets are changed: by package, file and version', () => {
  const changed = [common, inner, other, old, dual, dualCommon].filter((file) => targets.changeOf(file));
  assert.deepEqual(changed, [common, inner, dual, dualCommon]);
  assert.equal(targets.changeOf(join(folder, 'app.js')), undefined);
});

test('without anybody to receive it a bundled module is as it was', () => {
  const append = targets.changeOf(common)!.append!;
  assert.deepEqual({ ...evaluated(`exports.a = 1;${append}`, {}) }, { a: 1 });
});

test('a bundled CommonJS module is handed to the patches of its package, version and file', () => {
  const hooks = installHooks(patches, { onError: assert.fail });
  assert.equal(hooks.met('common'), false);
  evaluated(`exports.a = 1;${targets.changeOf(common)!.append}`);
  evaluated(`exports.b = 1;${targets.changeOf(inner)!.append}`);
  assert.deepEqual(seen, [
    [['a'], { name: 'common', version: '2.1.0', file: undefined }],
    [['b'], { name: 'common', version: '2.1.0', file: 'lib/inner.js' }],
  ]);
  assert.equal(hooks.met('common'), true);
  hooks.uninstall();
  evaluated(`exports.c = 1;${targets.changeOf(common)!.append}`);
  assert.equal(seen.length, 2);
  assert.equal(BUNDLED in globalThis, false);
});

test('what a patch puts in the place of exports is what the bundle sees; what it throws is reported', () => {
  const errors: unknown[] = [];
  const hooks = installHooks(
    [
      { module: 'common', patch: () => ({ replaced: true }) },
      { module: 'common', patch: () => assert.fail('cannot') },
    ],
    { onError: (error) => errors.push(error) },
  );
  assert.deepEqual(evaluated(`exports.a = 1;${targets.changeOf(common)!.append}`), { replaced: true });
  assert.equal(errors.length, 1);
  hooks.uninstall();
});

for (const [who, install] of [
  ['with Waymark', true],
  ['without', false],
] as const) {
  test(`an ES module is wrapped, its listed exports can be replaced, the others stay: ${who}`, async () => {
    const hooks = install ? installHooks(patches, { onError: assert.fail }) : undefined;
    const wrapper = join(folder, `wrapper-${install}.mjs`);
    writeFileSync(wrapper, targets.changeOf(dual)!.wrap!(pathToFileURL(dual).href));
    const { open, kept, ...rest } = await import(wrapper);
    assert.deepEqual([open(), kept, Object.keys(rest)], [install ? 'patched' : 'real', 1, []]);
    hooks?.uninstall();
  });
}

test('an ES module of which nothing is replaced says that it is there', async () => {
  const hooks = installHooks(patches, { onError: assert.fail });
  assert.deepEqual(targets.told, ['told']);
  const { append, hasSideEffects } = targets.changeOf(told)!;
  const bundled = join(folder, 'told.mjs');
  writeFileSync(bundled, `export const a = 1;${append}`);
  assert.deepEqual(
    [(await import(bundled)).a, hasSideEffects, tellings],
    [1, true, [[undefined, { name: 'told', version: '3.0.0', file: undefined }]]],
  );
  hooks.uninstall();
});
