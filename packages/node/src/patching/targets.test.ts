import assert from 'node:assert/strict';
import { test } from 'node:test';
import { satisfies } from '@waymark/hooks';
import type { HttpOptions } from '@waymark/http';
import { http2Patches, httpPatches } from '@waymark/http';
import {
  frameworkPatches,
  graphqlPatches,
  layerPatches,
  nestPatches,
  sqlitePatches,
  upstreamTable,
} from '@waymark/instrumentations';
import { logPatches, moreLogPatches } from '@waymark/logs';
import { configFromEnv } from '../config/config.ts';
import { switchesOf } from './switches.ts';
import { BUILTINS, OPT_IN, PACKAGES, targetNames } from './target-names.ts';
import { TARGETS, type Target } from './targets.ts';

const own = { tracer: () => assert.fail('no span is made here') };

const log = { enabled: false, logger: () => assert.fail('no record is made here') };

const declared = {
  http: () => httpPatches({} as HttpOptions),
  http2: () => http2Patches({} as HttpOptions),
  frameworks: () => frameworkPatches(),
  graphql: () => graphqlPatches(own),
  layers: () => layerPatches(() => own),
  nestjs: () => nestPatches(own),
  sqlite: () => sqlitePatches(own),
  loggers: () => logPatches(log),
  'more-loggers': () => moreLogPatches(log),
};

for (const [part, patches] of Object.entries(declared)) {
  test(`the table names exactly what ${part} declares`, () => {
    const pick = ({ module, file, versions, esm, beside }: Partial<Target>) =>
      JSON.stringify([module, file, versions, esm, beside]);
    const inTable = TARGETS.filter((target) => target.part === part).map(pick);
    assert.deepEqual(
      inTable.sort(),
      patches()
        .map((patch) => pick(patch as Partial<Target>))
        .sort(),
    );
  });
}

test('every range in the table is understood', () => {
  for (const { versions } of TARGETS) if (versions !== undefined) satisfies('1.0.0', versions);
});

test('a start knows the names of all targets, and no others', () => {
  const known = [...PACKAGES, ...[...OPT_IN, ...BUILTINS].map(([module]) => module)];
  const patched = [...TARGETS, ...upstreamTable].map(({ module }) => module);
  assert.deepEqual(known.sort(), [...new Set(patched)].sort());
});

test("of Node's modules it watches those whose instrumentation is on, by the name that the tables have", () => {
  const { upstreams } = switchesOf(configFromEnv({}).config);
  const builtins = targetNames(upstreams).filter((module) => module.startsWith('node:'));
  assert.deepEqual(builtins, ['node:http', 'node:http2', 'node:https', 'node:sqlite']);
  const names = new Map([
    ...upstreamTable.map(({ module, chunk }) => [module, chunk] as const),
    ...TARGETS.map(({ module, name }) => [module, name] as const),
  ]);
  for (const [module, name] of BUILTINS) assert.equal(names.get(module), name, module);
});

test('a package that many load and few ask for is watched when it is asked for', () => {
  const watched = (env: Record<string, string>) => {
    const { ours } = switchesOf(configFromEnv(env).config);
    return targetNames(ours).includes('debug');
  };
  assert.deepEqual([watched({}), watched({ WAYMARK_LOG_DEBUG: 'on' })], [false, true]);
});
