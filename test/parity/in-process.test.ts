/**
 * What needs no server beside it: each scenario, under both engines, as CommonJS and as ESM, on each Node, gives the trace
 * that upstream's published register gives, but for the differences that are declared.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compareAll } from './compare.ts';
import { type Difference, differencesTo } from './differences.ts';
import { scenarios } from './scenarios.ts';

const used = new Set<Difference>();

compareAll(
  scenarios.filter(({ needs }) => needs === undefined),
  used,
);

test('no declared difference is one that no longer is', () => {
  const all = Object.values(differencesTo).flat();
  const unused = all.filter((difference) => !used.has(difference));
  assert.deepEqual(
    unused.map(({ why }) => why),
    [],
  );
});

test('RATIONALE.md tells of every difference', () => {
  const told = readFileSync(join(import.meta.dirname, '../../RATIONALE.md'), 'utf8').replaceAll(/\s+/g, ' ');
  const whys = Object.values(differencesTo).flatMap((differences) => differences.map(({ why }) => why));
  assert.deepEqual(
    whys.filter((why) => !told.includes(why)),
    [],
  );
});

/** They have no spans: the scenario `runtime` compares what the one measures, and what a machine does is by chance. */
const OF_METRICS = ['runtime-node', 'host-metrics'];

test("every one of upstream's instrumentations has a scenario", () => {
  const installed = readdirSync(join(import.meta.dirname, 'node_modules/@opentelemetry'));
  const names = installed.filter((name) => name.startsWith('instrumentation-'));
  const covered = new Set([...scenarios.flatMap(({ covers }) => covers), ...OF_METRICS]);
  const missing = names
    .map((name) => name.slice('instrumentation-'.length))
    .filter((name) => !covered.has(name));
  assert.deepEqual(missing, []);
});
