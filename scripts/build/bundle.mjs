// The bundle: one start chunk that holds all that a start reaches, and one chunk a part that loads later.

import { chmodSync, copyFileSync, globSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';
import { upstreamEntries, upstreamPlugin } from '../../packages/instrumentations/src/upstream/bundling.ts';
import { root } from '../setup.mjs';
import { childScriptsPlugin } from './child-scripts.mjs';
import { metricsSdkPlugin } from './metrics-sdk.mjs';
import { bundledPackages, writeNotices, writeSbom } from './third-party.mjs';
import { emitTypes } from './types.mjs';

const home = join(root, 'packages/node');
const dist = join(home, 'dist');

/** Plugins that users have in their own builds. */
const BUNDLERS = ['esbuild', 'rolldown', 'webpack'];

/** Entry name to source: the name is the file that `loadChunk` and `loadUpstream` ask for. */
function entries() {
  const input = { main: join(home, 'src/main.ts'), index: join(home, 'src/index.ts') };
  for (const file of globSync('src/chunks/*.chunk.ts', { cwd: home })) {
    input[basename(file, '.chunk.ts')] = join(home, file);
  }
  for (const name of BUNDLERS) input[name] = join(home, `src/bundlers/${name}.ts`);
  for (const [name, entry] of Object.entries(upstreamEntries)) input[`upstream-${name}`] = entry;
  return input;
}

const inputOptions = (input) => ({
  input,
  platform: 'node',
  plugins: [upstreamPlugin(), metricsSdkPlugin(), childScriptsPlugin()],
  resolve: { alias: { 'node-fetch': join(home, 'src/resource/native-fetch.ts') } },
  // Names of attributes stand where they are used, instead of a list of hundreds that the start hands to the other files.
  optimization: { inlineConst: { mode: 'all', pass: 1 } },
  preserveEntrySignatures: 'allow-extension',
  // Optional in upstream's code, inside a try: they stay the application's own or absent.
  external: ['pg-native', '@opentelemetry/winston-transport', 'supports-color'],
});

/** Ids of the modules that `entry` reaches. */
async function reachedFrom(entry) {
  const bundle = await rolldown(inputOptions({ entry }));
  const { output } = await bundle.generate({ format: 'cjs' });
  await bundle.close();
  // A module of which nothing is left after tree shaking belongs to whoever else wants it.
  const kept = output.flatMap(({ modules = {} }) => Object.entries(modules).filter(([, { code }]) => code));
  return new Set([entry, ...kept.map(([id]) => id)]);
}

/** What others share with the first of these is in its file, and not in one more. */
const HOMES = ['main', 'telemetry', 'metrics-sdk'];

/** OpenTelemetry's API and core: what the start does not need of them is with the telemetry, which comes before most others. */
const SHARED = /[\\/]node_modules[\\/]@opentelemetry[\\/](api|core|resources|semantic-conventions)[\\/]/;

/** Of these, what the start needs through exports that it has for other files only. */
const AT_START =
  /@opentelemetry[\\/](api|core|resources)[\\/]dist[\\/](index|(.*[\\/])?(sdk-info|default-service-name|baggage[\\/]internal[\\/]symbol))\.mjs$/;

/** Of our own, what two chunks have in common: a file of its own for a few lines would cost each of them 0.4 ms. */
const SMALL = /instrumentations[\\/]src[\\/]wrapped-method\.ts$/;

const ALSO = { main: [AT_START], telemetry: [SHARED, SMALL] };

/** What upstream's instrumentations have in common: the file that the first of them brings. */
const UPSTREAM =
  /@opentelemetry[\\/](instrumentation|sql-common|redis-common)[\\/]|instrumentations[\\/]src[\\/]upstream[\\/][a-z]+\.ts$/;

/** What the plugins for bundlers have in common. */
const BUNDLING = /node[\\/]src[\\/]bundlers[\\/]targets|hooks[\\/]src[\\/]bundling/;

const UNUSED = /(^|,)require\("\.\/rolldown-runtime\.cjs"\)(?=;)/;

/**
 * The bundler keeps its helpers in a file of their own, which no group takes in. The start file does it here, and hands
 * them to the others, which come after it: one file fewer to open at each start.
 */
function helpersWithin(start) {
  const file = 'rolldown-runtime.cjs';
  return {
    name: 'helpers-within',
    generateBundle(_, bundle) {
      const { code } = bundle[file];
      const early = bundle[start].imports.filter((name) => name !== file && name in bundle);
      if (early.length > 0)
        throw new Error(`each start would load ${early}: see AT_START for what it needs of it`);
      delete bundle[file];
      for (const chunk of Object.values(bundle)) {
        // Who uses none of them needs no start file.
        chunk.code = chunk.code.replace(UNUSED, '');
        const inlined = `(exports.helpers=(exports=>{${code};return exports})({}))`;
        const helpers = chunk.fileName === start ? inlined : `require("./${start}").helpers`;
        chunk.code = chunk.code.replace(`require("./${file}")`, () => helpers);
      }
    },
  };
}

/**
 * Other characters than ASCII as escapes, wherever they stand: one of them in a file, and V8 keeps its source in two bytes a
 * character for as long as the process lives.
 */
const onlyAscii = {
  name: 'only-ascii',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (/\.raw`[^`]*[^\0-\x7f]/.test(chunk.code))
        throw new Error(`${chunk.fileName}: an escape in String.raw is none`);
      chunk.code = chunk.code.replace(/[^\0-\x7f]/g, escaped);
    }
  },
};

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

async function bundleAll() {
  const input = entries();
  const reached = await Promise.all(HOMES.map((name) => reachedFrom(input[name])));
  const bundle = await rolldown(inputOptions(input));
  const { output } = await bundle.write({
    dir: dist,
    plugins: [helpersWithin('main.cjs'), onlyAscii],
    format: 'cjs',
    exports: 'named',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    minify: true,
    // Span names hold function names (upstream's `middleware - <name>`), and stacks are read by people.
    keepNames: true,
    codeSplitting: {
      // Whatever a module of the start also imports for others stays with them.
      includeDependenciesRecursively: false,
      groups: [
        ...HOMES.map((name, i) => ({
          name,
          test: (id) => reached[i].has(id) || ALSO[name]?.some((also) => also.test(id)),
          priority: HOMES.length - i,
        })),
        { name: 'upstream', test: UPSTREAM },
        { name: 'bundling', test: BUNDLING },
      ],
    },
  });
  await bundle.close();
  return output;
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const output = await bundleAll();
for (const file of ['register.cjs', 'waymark.cjs']) copyFileSync(join(home, 'src', file), join(dist, file));
chmodSync(join(dist, 'waymark.cjs'), 0o755);
copyFileSync(join(root, 'LICENSE'), join(home, 'LICENSE'));
emitTypes(home, dist);
const packages = bundledPackages(output.flatMap((chunk) => chunk.moduleIds ?? []));
writeNotices(join(dist, 'THIRD-PARTY-NOTICES'), packages);
writeSbom(join(dist, 'sbom.cdx.json'), packages, home);
for (const file of globSync('*', { cwd: dist }).sort()) {
  console.log(`${String(statSync(join(dist, file)).size).padStart(8)}  dist/${file}`);
}
