import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { INSTRUMENTATIONS } from '../../packages/node/src/config/instrumentation-names.ts';
import { union } from './ranges.ts';
import { instrumentationTable } from './table.ts';

const root = join(import.meta.dirname, '../..');

test('the README has the table that `npm run instrumentations` prints', () => {
  const readme = readFileSync(join(root, 'packages/node/README.md'), 'utf8');
  assert.ok(readme.includes(`\n${instrumentationTable()}\n`), 'copy what `npm run instrumentations` prints');
});

test("every instrumentation of upstream's meta package has a row", () => {
  const require = createRequire(join(root, 'packages/instrumentations/package.json'));
  const main = require.resolve('@opentelemetry/auto-instrumentations-node');
  const { dependencies } = JSON.parse(readFileSync(join(main, '../../package.json'), 'utf8'));
  const prefix = '@opentelemetry/instrumentation-';
  const upstream = Object.keys(dependencies).filter((name) => name.startsWith(prefix));
  assert.ok(upstream.length > 40);
  const names: readonly string[] = INSTRUMENTATIONS;
  for (const name of upstream) assert.ok(names.includes(name.slice(prefix.length)), name);
});

for (const [ranges, expected] of [
  [['>=1.0.0 <2'], '>=1 <2'],
  [['^1.0.0 || ^5.0.0 || ^6.0.0'], '>=1 <2 || >=5 <7'],
  [['>=2.4.0 <3', '>=3.0.0 <4', '>=2.0.0 <2.4'], '>=2 <4'],
  [['>=3.1.0 <3.35.0', '>=3.35.0'], '>=3.1'],
  [['2', '>=3 <5'], '>=2 <5'],
  [['<4'], '>=0 <4'],
  [['>=10.0.0'], '>=10'],
] as const) {
  test(`${ranges.join(' and ')} is ${expected}`, () => assert.equal(union(ranges), expected));
}
