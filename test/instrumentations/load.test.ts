/** Each target of upstream's instrumentations, in its oldest and its newest version, loaded in each way: is it patched? */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { upstreamTable } from '@waymark/instrumentations';
import { installedNodes, type NodeVersion, nodes, registerPath, runNode } from '@waymark/testing';
import { configFromEnv } from '../../packages/node/src/config/config.ts';
import { switchesOf } from '../../packages/node/src/patching/switches.ts';
import { takes } from '../../packages/node/src/patching/targets.ts';
import { ensureTargets } from './install.mjs';

type Age = 'oldest' | 'newest';
type Way = 'require' | 'import' | 'import()';

const patched: Record<string, unknown> = createRequire(import.meta.url)('./patched.cjs');
const known = Object.keys(patched);
const builtins = known.filter((name) => name.startsWith('node:'));

/** What no Node from 24 on can load, since it asks for a binding of Node's that is gone. */
const NEED_NODE_22: Record<Age, readonly string[]> = { oldest: ['restify'], newest: [] };

ensureTargets();

function packagesOf(age: Age, node: NodeVersion): Map<string, string> {
  const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, age, 'package.json'), 'utf8'));
  const loads = (name: string) => node.startsWith('22') || !NEED_NODE_22[age].includes(name);
  const names = known.filter((name) => name in dependencies && loads(name));
  return new Map(names.map((name) => [name, dependencies[name]]));
}

/** A program that loads the modules in order, hands each to `look` and ends. */
function program(names: readonly string[], way: Way): string {
  const load = (name: string) => `${way === 'require' ? 'require' : 'await import'}('${name}')`;
  const looks = names.map((name, i) => `look('${name}', ${way === 'import' ? `m${i}` : load(name)});`);
  const imports = way === 'import' ? names.map((name, i) => `import * as m${i} from '${name}';`) : [];
  return [...imports, `(async () => {`, ...looks, 'process.exit() })()'].join('\n');
}

interface Loaded {
  /** `express patched`, `express as it is`. */
  readonly lines: string[];
  /** Upstream's instrumentations that were loaded. */
  readonly chunks: string[];
}

async function load(names: readonly string[], { way, ...where }: Where & { way: Way }): Promise<Loaded> {
  return run(program(names, way), way === 'import' ? ['--input-type=module'] : [], where);
}

interface Where {
  age: Age;
  node: NodeVersion;
  env: Record<string, string>;
}

async function run(source: string, flags: readonly string[], { age, node, env }: Where): Promise<Loaded> {
  const { code, stdout, stderr } = await runNode('--eval', {
    node: nodes[node],
    // Old packages make Node warn.
    flags: ['--no-warnings', ...flags, '--require', join(import.meta.dirname, 'look.cjs')],
    args: [source],
    register: 'require',
    cwd: join(import.meta.dirname, age),
    env: { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', ...env },
  });
  assert.equal(code, 0, stderr);
  // What upstream's code does not find in a version is for the diagnostics, not for the application's stderr.
  assert.doesNotMatch(stderr, /no original|no function/);
  const lines = stdout.split('\n').filter((line) => / (patched|as it is)$/.test(line));
  return { lines, chunks: stdout.match(/^chunks (.*)$/m)![1]!.split(',') };
}

function chunkOf(module: string): string {
  return upstreamTable.find((target) => target.module === module)?.chunk ?? module;
}

/** Runs each way as a test of its own. */
function checkAll(
  node: NodeVersion,
  engine: string,
  age: Age,
  packages: ReadonlyMap<string, string>,
  ways: readonly Way[],
) {
  const names = [...packages.keys()];
  const { config } = configFromEnv({ WAYMARK_ENGINE: engine });
  const { upstreams } = switchesOf(config);
  const isUpstreams = (name: string) => upstreams(chunkOf(name)) && !takes(config, name, packages.get(name));
  // undici has no exports that anybody changes: either engine listens to what it tells.
  const isPatched = (name: string) => isUpstreams(name) || name === 'undici';

  describe(`on Node ${node}, in the engine '${engine}', upstream patches the ${age} versions`, {
    concurrency: 2,
  }, () => {
    for (const way of ways) {
      test(`when loaded by ${way}`, async () => {
        const { lines, chunks } = await load(names, { way, age, node, env: { WAYMARK_ENGINE: engine } });
        assert.deepEqual(
          lines,
          names.map((name) => `${name} ${isPatched(name) ? 'patched' : 'as it is'}`),
        );
        for (const name of names) assert.equal(chunks.includes(chunkOf(name)), isUpstreams(name), name);
      });
    }
  });
}

for (const age of ['oldest', 'newest'] as const) {
  checkAll('24', 'waymark', age, packagesOf(age, '24'), ['require', 'import', 'import()']);
  if (installedNodes().includes('22.15.0')) {
    checkAll('22.15.0', 'waymark', age, packagesOf(age, '22.15.0'), ['require', 'import', 'import()']);
  }
  // The engines differ in what is ours in one of them.
  const ours = [...packagesOf(age, '24')].filter(
    ([name, version]) => takes(configFromEnv({}).config, name, version) || name === 'undici',
  );
  checkAll('24', 'upstream', age, new Map(ours), ['require', 'import', 'import()']);
}

describe("Node's own modules are patched by upstream's", { concurrency: 2 }, () => {
  const env = { WAYMARK_ENGINE: 'upstream', OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,dns,fs,net' };
  for (const way of ['require', 'import', 'import()'] as const) {
    test(`when loaded by ${way}`, async () => {
      const { lines } = await load(builtins, { way, age: 'newest', node: '24', env });
      assert.deepEqual(
        lines,
        builtins.map((name) => `${name} patched`),
      );
    });
  }
});

/** What a shutdown leaves in place: upstream has no way back, or knows the last of several copies only. Their tracer is stopped. */
const STAY_PATCHED = ['@smithy/middleware-stack', 'lru-memoizer', 'mongodb'];

test('a shutdown takes back what upstream can take back', async () => {
  const names = [...packagesOf('newest', '24').keys()];
  const source = `const loaded = ${JSON.stringify(names)}.map((name) => [name, require(name)]);
    require(${JSON.stringify(join(registerPath, '../index.cjs'))}).start().shutdown().then(() => {
      for (const [name, exports] of loaded) look(name, exports);
      process.exit();
    });`;
  const { lines } = await run(source, [], { age: 'newest', node: '24', env: {} });
  const patched = lines.filter((line) => line.endsWith(' patched')).map((line) => line.split(' ')[0]);
  assert.deepEqual(patched, STAY_PATCHED);
});

test('each target of the table is loaded here, in its oldest and its newest version', () => {
  const targets = new Set([...upstreamTable.map(({ module }) => module), 'undici']);
  assert.deepEqual(known.toSorted(), [...targets].sort());
  const covered = [...packagesOf('oldest', '22.15.0').keys(), ...packagesOf('newest', '24').keys()];
  for (const name of targets) assert.ok(builtins.includes(name) || covered.includes(name), name);
});
