import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { installedNodes, nodes } from '@waymark/testing';
import { type Files, TestApp } from './test-app.ts';

/** A CommonJS package whose functions name the package and its version. */
function cjsPackage(path: string, version: string): Files {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return {
    [`${path}/package.json`]: JSON.stringify({ name, version, main: './lib/index.js' }),
    [`${path}/lib/index.js`]: `exports.hello = () => '${name} ${version}'; exports.inner = () => require('./inner.js')();`,
    [`${path}/lib/inner.js`]: `module.exports = () => 'inner ${version}';`,
  };
}

/**
 * What is patched under test: `target` has its exports *replaced* (harder than changed in place), `in-place`
 * changed, an inner file replaced, `broken` has a patch that throws, `real-esm` is an ES module.
 */
const register = `
const { installHooks } = require('./hooks.cjs');
const log = (line) => process.env.QUIET || console.log(line);
const table = { modules: ['listed', 'node:readline'], patchesOf(name) {
  if (!table.modules.includes(name)) return [];
  log('asked for ' + name);
  return [{ module: name, patch: (exports) => { exports.listed = 'patched ' + name } }] } };
const hooks = installHooks([
  { module: 'target', versions: '>=1.2 <2', patch(exports, m) {
      log('patch ' + m.name + ' ' + m.version);
      return { ...exports, hello: () => 'patched ' + exports.hello(), added: () => 'added' } } },
  { module: 'target', file: 'lib/inner.js', versions: '>=1.2 <2', patch: (inner) => () => 'patched ' + inner() },
  { module: '@scope/in-place', patch(exports) { const { hello } = exports; exports.hello = () => 'patched ' + hello() } },
  { module: 'handing-on', file: 'lib/inner.js', patch: () => ({ hello: () => 'patched inner' }) },
  { module: 'broken', patch() { throw new Error('no luck') } },
  { module: 'real-esm', esm: ['Client', 'default'], patch(exports) {
      const { Client } = exports;
      exports.Client = class extends Client { name() { return 'patched ' + super.name() } };
      exports.default = exports.Client;
      exports.untouched = 'ignored, since the entry does not list it' } },
  { module: 'real-esm', file: 'lib/small.js', esm: ['Client'], patch: (exports) => {
      exports.Client = class extends exports.Client { name() { return 'patched ' + super.name() } } } },
  { module: 'required-esm', esm: ['Thing'], patch({ Thing }) {
      const { name } = Thing.prototype;
      Thing.prototype.name = () => 'patched ' + name() } },
  { module: 'watched-esm', esm: [], patch: (exports, m) => log('patch ' + m.name + ' ' + m.version + ' ' + exports) },
  { module: 'deep-esm', esm: ['Client'], beside: ['lib/inner.js', 'lib/gone.js'], patch(_, { beside }) {
      log(Object.keys(beside).join());
      beside['lib/inner.js'].Inner.prototype.name = () => 'patched inner' } },
  ...['own.cjs', 'own.mjs'].map((file) => ({ module: require('path').join(__dirname, file), esm: ['answer'],
    patch(exports, m) { const { answer } = exports; exports.answer = () => 'patched ' + answer();
      log([m.name === __dirname + '/' + file, m.version, m.baseDir, m.file].join(' ')) } })),
  { module: 'node:dns', patch(dns) { const { getServers } = dns; dns.getServers = () => ['patched'] } },
  { module: 'node:sqlite', patch(sqlite) { log('patch sqlite ' + typeof sqlite.DatabaseSync) } },
  { module: 'node:zlib', patch(zlib) { log('patch zlib'); zlib.gzipSync = () => 'patched' } },
], { onError: (error, patch) => console.log('error ' + patch.module + ': ' + error.message), table });
globalThis.hooks = hooks;
`;

const packages: Files = {
  ...cjsPackage('node_modules/target', '1.2.3'),
  ...cjsPackage('node_modules/holder/node_modules/target', '1.9.0'),
  ...cjsPackage('node_modules/old-holder/node_modules/target', '1.1.9'),
  ...cjsPackage('node_modules/@scope/in-place', '0.0.1'),
  ...cjsPackage('node_modules/broken', '1.0.0'),
  ...cjsPackage('node_modules/listed', '1.0.0'),
  'node_modules/handing-on/package.json': JSON.stringify({ main: 'lib/index.js' }),
  'node_modules/handing-on/lib/index.js': `module.exports = require('./inner.js');`,
  'node_modules/handing-on/lib/inner.js': `exports.hello = () => 'inner'`,
  'node_modules/holder/index.js': `exports.target = require('target');`,
  'node_modules/old-holder/index.js': `exports.target = require('target');`,
  'node_modules/real-esm/package.json': JSON.stringify({
    name: 'real-esm',
    version: '3.0.0',
    type: 'module',
    exports: { '.': { import: './index.js' }, './small': './lib/small.js' },
  }),
  'node_modules/required-esm/package.json': JSON.stringify({ type: 'module', exports: './index.js' }),
  'node_modules/required-esm/index.js': `
    export class Thing { name() { return 'thing' } }
    export const url = import.meta.url;`,
  'node_modules/watched-esm/package.json': JSON.stringify({
    name: 'watched-esm',
    version: '1.0.0',
    type: 'module',
    exports: './index.js',
  }),
  'node_modules/watched-esm/index.js': `export const url = import.meta.url;`,
  'node_modules/deep-esm/package.json': JSON.stringify({ type: 'module', exports: './index.js' }),
  'node_modules/deep-esm/index.js': `import { Inner } from './lib/inner.js'; export class Client extends Inner {}`,
  'node_modules/deep-esm/lib/inner.js': `console.log('once'); export class Inner { name() { return 'inner' } }`,
  'node_modules/real-esm/lib/small.js': `export class Client { name() { return 'small client' } }; export const other = 1;`,
  'node_modules/real-esm/index.js': `
    export class Client { name() { return 'client' } }
    export default Client;
    export let untouched = 'untouched';
    export const touch = () => { untouched = 'live' };`,
};

/** Each app prints what it sees; `expected` is the whole of its output. */
const scenarios: { claim: string; entry: string; source: string; expected: string }[] = [
  {
    claim: 'require gets replaced exports, of the main file and of an inner file',
    entry: 'require.cjs',
    source: `const t = require('target'); console.log(t.hello()); console.log(t.inner()); console.log(t.added());
      console.log(require('target') === t);`,
    expected: 'patch target 1.2.3\npatched target 1.2.3\npatched inner 1.2.3\nadded\ntrue\n',
  },
  {
    claim: 'a static import gets replaced exports as default, as name and in the namespace',
    entry: 'import.mjs',
    source: `import t, { hello } from 'target'; import * as ns from 'target';
      console.log(t.hello()); console.log(hello()); console.log(ns.default === t, ns.hello === hello);`,
    expected: 'patch target 1.2.3\npatched target 1.2.3\npatched target 1.2.3\ntrue true\n',
  },
  {
    claim: 'a dynamic import gets replaced exports, from CommonJS',
    entry: 'dynamic.cjs',
    source: `import('target').then((ns) => { console.log(ns.hello()); console.log(ns.default.added()) })`,
    expected: 'patch target 1.2.3\npatched target 1.2.3\nadded\n',
  },
  {
    claim: 'an import after a require gets the same patched exports',
    entry: 'require-then-import.cjs',
    source: `const t = require('target');
      import('target').then((ns) => console.log(ns.hello(), ns.default === t, ns.hello === t.hello))`,
    expected: 'patch target 1.2.3\npatched target 1.2.3 true true\n',
  },
  {
    claim: 'an import gets replaced exports of a file whose names the main file hands on',
    entry: 'handing-on.mjs',
    source: `import { hello } from 'handing-on'; console.log(hello())`,
    expected: 'patched inner\n',
  },
  {
    claim: 'exports changed in place are seen in a scoped package',
    entry: 'scoped.mjs',
    source: `import { hello } from '@scope/in-place'; console.log(hello())`,
    expected: 'patched @scope/in-place 0.0.1\n',
  },
  {
    claim: 'each copy of a package in the range is patched, once',
    entry: 'copies.cjs',
    source: `console.log(require('holder').target.hello()); console.log(require('target').hello());
      console.log(require('holder').target.hello())`,
    expected:
      'patch target 1.9.0\npatched target 1.9.0\npatch target 1.2.3\npatched target 1.2.3\npatched target 1.9.0\n',
  },
  {
    claim: 'a version outside the range is left alone, its inner files too',
    entry: 'old.cjs',
    source: `const { target } = require('old-holder'); console.log(target.hello(), target.inner(), target.added)`,
    expected: 'target 1.1.9 inner 1.1.9 undefined\n',
  },
  {
    claim: 'a patch that throws is reported, and the app gets the module as it is',
    entry: 'broken.cjs',
    source: `console.log(require('broken').hello())`,
    expected: 'error broken: no luck\nbroken 1.0.0\n',
  },
  {
    claim: 'a real ES module has its listed exports replaced, and the others stay live',
    entry: 'real-esm.mjs',
    source: `import Default, { Client, untouched, touch } from 'real-esm'; import * as ns from 'real-esm';
      const again = await import('real-esm');
      console.log(new Client().name(), Default === Client, ns.Client === Client, again.Client === Client);
      touch(); console.log(untouched, ns.untouched); console.log(Object.keys(ns).join());`,
    expected: 'patched client true true true\nlive live\nClient,default,touch,untouched\n',
  },
  {
    claim: "a file of an ES module has its listed exports replaced where the package's name asks for it",
    entry: 'small-esm.mjs',
    source: `import { Client, other } from 'real-esm/small'; import * as ns from 'real-esm/small';
      console.log(new Client().name(), ns.Client === Client, other);`,
    expected: 'patched small client true 1\n',
  },
  {
    claim: 'the patch sees an ES module that is required, and may change its objects in place',
    entry: 'required-esm.cjs',
    source: `const { Thing, url } = require('required-esm'); console.log(new Thing().name(), url.startsWith('file:'));`,
    expected: 'patched thing true\n',
  },
  {
    claim: 'an ES module of which nothing is to be replaced is told of, once, and stays itself',
    entry: 'watched-esm.mjs',
    source: `import { url } from 'watched-esm'; await import('watched-esm');
      console.log(url === import.meta.resolve('watched-esm'), url.startsWith('file:'));`,
    expected: 'patch watched-esm 1.0.0 undefined\ntrue true\n',
  },
  {
    claim: 'an ES module is patched with files beside it, those that are there, and as it loaded them',
    entry: 'deep-esm.mjs',
    source: `import { Client } from 'deep-esm'; console.log(new Client().name());`,
    expected: 'once\nlib/inner.js\npatched inner\n',
  },
  {
    claim: "a file of the app's own is patched by its path, as CommonJS",
    entry: 'own-file.cjs',
    source: `console.log(require('./own.cjs').answer(), require(__dirname + '/own.cjs').answer());
      import('./own.cjs').then(({ answer }) => console.log(answer()))`,
    expected: 'true   \npatched 42 patched 42\npatched 42\n',
  },
  {
    claim: "a file of the app's own is patched by its path, as an ES module",
    entry: 'own-file.mjs',
    source: `import { answer, other } from './own.mjs'; const again = await import(new URL('own.mjs', import.meta.url));
      console.log(answer(), again.answer === answer, other);`,
    expected: 'true   \npatched 43 true 1\n',
  },
  {
    claim: 'the patches of a table are made when their module is first met, packages and builtins',
    entry: 'listed.cjs',
    source: `console.log(require('listed').listed, require('listed/lib/inner.js')());
      console.log(require('readline').listed)`,
    expected:
      'asked for listed\npatched listed inner 1.0.0\nasked for node:readline\npatched node:readline\n',
  },
  {
    claim: 'a builtin is patched when it is required',
    entry: 'builtin.cjs',
    source: `console.log('start'); console.log(require('zlib').gzipSync(), require('node:zlib').gzipSync())`,
    expected: 'start\npatch zlib\npatched patched\n',
  },
  {
    claim: 'a builtin is patched when it is imported, named and default',
    entry: 'builtin.mjs',
    source: `import dns, { getServers } from 'dns'; console.log(dns.getServers().join(), getServers().join())`,
    expected: 'patched patched\n',
  },
  {
    claim: 'a builtin is patched when process.getBuiltinModule is asked for it',
    entry: 'get-builtin.cjs',
    source: `const { getBuiltinModule } = process;
      console.log(getBuiltinModule.name, getBuiltinModule.length, process.getBuiltinModule('no-such'));
      console.log(process.getBuiltinModule('zlib').gzipSync())`,
    expected: 'getBuiltinModule 1 undefined\npatch zlib\npatched\n',
  },
  {
    claim:
      'a builtin that has no name without its scheme is patched, and not loaded for a name that it has not',
    entry: 'scheme-only.cjs',
    source: `process.removeAllListeners('warning'); // Node 22 warns of it, once it is loaded
      console.log(process.getBuiltinModule('sqlite'), process.moduleLoadList.includes('NativeModule sqlite'));
      require('node:sqlite'); console.log(typeof process.getBuiltinModule('node:sqlite').DatabaseSync)`,
    expected: 'undefined false\npatch sqlite function\nfunction\n',
  },
  {
    claim: 'our own way to a builtin patches nothing',
    entry: 'builtin-module.cjs',
    source: `const { builtinModule } = require('./hooks.cjs');
      console.log(typeof builtinModule('zlib').gzipSync('x')); console.log(require('zlib').gzipSync())`,
    expected: 'object\npatch zlib\npatched\n',
  },
  {
    claim: 'nothing is patched after uninstall, and getBuiltinModule is restored',
    entry: 'uninstall.cjs',
    source: `hooks.uninstall(); console.log(require('target').hello(), process.getBuiltinModule('zlib').gzipSync('x').length > 0);
      console.log(process.getBuiltinModule.toString().includes('builtins'))`,
    expected: 'target 1.2.3 true\nfalse\n',
  },
  {
    claim: 'a module that was only resolved leaves nothing behind, and is patched later',
    entry: 'resolve-only.cjs',
    source: `const { prototype } = require('module'); const before = prototype._compile;
      require.resolve('target'); setTimeout(() => { console.log(prototype._compile === before);
        require('target'); console.log(prototype._compile === before) })`,
    expected: 'true\npatch target 1.2.3\ntrue\n',
  },
  {
    claim: 'an import waits for its module, though somebody resolves it meanwhile',
    entry: 'resolve-meanwhile.cjs',
    source: `const imported = import('target'); let times = 0;
      const resolve = () => { require.resolve('target'); if (++times < 50) queueMicrotask(resolve) };
      resolve(); imported.then(({ hello }) => console.log(hello()))`,
    expected: 'patch target 1.2.3\npatched target 1.2.3\n',
  },
  {
    claim: 'a compile wrapper put in place by somebody else meanwhile keeps working',
    entry: 'foreign-compile.cjs',
    source: `const { prototype } = require('module'); require.resolve('target');
      const kept = prototype._compile; const seen = [];
      const foreign = function (...args) { seen.push(args[1].split('/').slice(-2).join('/')); return kept.apply(this, args) };
      setTimeout(() => { prototype._compile = foreign; console.log(require('target').hello());
        console.log(seen.join()); console.log(require('holder').target.hello()); console.log(seen.length) })`,
    expected:
      'patch target 1.2.3\npatched target 1.2.3\nlib/index.js\npatch target 1.9.0\npatched target 1.9.0\n3\n',
  },
  {
    claim: 'a file that is required again after its cache entry was deleted is patched again',
    entry: 'reload.cjs',
    source: `require('target'); delete require.cache[require.resolve('target')]; console.log(require('target').hello())`,
    expected: 'patch target 1.2.3\npatch target 1.2.3\npatched target 1.2.3\n',
  },
];

/** Apps that die: stderr and exit code have to be those of the app alone. */
const deaths: Files = {
  'throw.cjs': `require('target'); require('./thrower.cjs')`,
  'thrower.cjs': `function deep() { throw new Error('on purpose') } deep()`,
  'throw.mjs': `import 'target'; import './thrower.mjs'`,
  'thrower.mjs': `throw new Error('on purpose')`,
  'reject.cjs': `require('target'); Promise.reject(new Error('on purpose'))`,
  'late.cjs': `require('target'); setTimeout(() => { throw new Error('on purpose') })`,
  'syntax.cjs': `require('target'); require('./bad-syntax.cjs')`,
  'missing-name.mjs': `import { nothing } from 'target'; nothing()`,
  'after-resolve.cjs': `require.resolve('target'); setTimeout(() => require('./thrower.cjs'))`,
};

const app = await TestApp.create();
before(() => {
  const entries = Object.fromEntries(scenarios.map(({ entry, source }) => [entry, source]));
  return app.write({
    'register.cjs': register,
    'quiet.cjs': `process.env.QUIET = '1'; require('./register.cjs')`,
    'bad-syntax.cjs': 'let let',
    'own.cjs': 'exports.answer = () => 42',
    'own.mjs': 'export const answer = () => 43; export const other = 1',
    ...packages,
    ...entries,
    ...deaths,
  });
});
after(() => app.remove());

for (const version of installedNodes()) {
  const node = nodes[version];
  describe(`on Node ${version}`, () => {
    for (const { claim, entry, expected } of scenarios) {
      test(claim, async () => {
        const required = await app.run(node, '--require', './register.cjs', entry);
        assert.deepEqual(required, { code: 0, stdout: expected, stderr: '' });
        const imported = await app.run(node, '--import', './register.cjs', entry);
        assert.deepEqual(imported, required);
      });
    }

    for (const entry of Object.keys(deaths).filter((name) => !name.startsWith('thrower'))) {
      test(`${entry} dies as it would without us, to the byte`, async () => {
        const bare = await app.run(node, entry);
        assert.equal(bare.code, 1);
        assert.deepEqual(await app.run(node, '--require', './quiet.cjs', entry), bare);
      });
    }

    for (const [early, expected] of [
      ['target', 'target | undefined'],
      ['old-holder', ' | function'],
    ]) {
      test(`${early} loaded before: loadedBefore and the patched export are '${expected}'`, async () => {
        await app.write({
          [`${early}.cjs`]: `require('${early}')`,
          'late-look.cjs': `console.log(hooks.loadedBefore.join() + ' | ' + typeof require('target').added)`,
        });
        const flags = ['-r', `./${early}.cjs`, '-r', './quiet.cjs'];
        const result = await app.run(node, ...flags, 'late-look.cjs');
        assert.equal(result.stdout, `${expected}\n`);
      });
    }

    test('a builtin imported before we were there is patched without being asked for again', async () => {
      await app.write({
        'early.mjs': `import { getServers } from 'node:dns'; globalThis.early = () => getServers().join()`,
        'look-later.cjs': 'console.log(early())',
      });
      const result = await app.run(
        node,
        '--import',
        './early.mjs',
        '--import',
        './quiet.cjs',
        'look-later.cjs',
      );
      assert.deepEqual(result, { code: 0, stdout: 'patched\n', stderr: '' });
    });
  });
}
