// Runs test files two at a time, prints failures as they come and ends with `N passed, N failed, N skipped`.

import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const asked = process.argv.slice(2);
const patterns = [
  'packages/*/src/**/*.test.ts',
  'packages/*/*.test.ts',
  'examples/**/*.test.ts',
  'test/**/*.test.ts',
];
const files = (
  asked.length > 0 ? asked : globSync(patterns, { exclude: (name) => /node_modules/.test(name) })
).sort();
const totals = { passed: 0, failed: 0, skipped: 0 };

// Two cores: the tests start servers and programs of their own, and more files at once only make them wait.
const stream = run({ files: files.map((file) => resolve(file)), concurrency: 2, timeout: 600_000 });
stream.on('test:pass', ({ skip, todo, details }) => {
  if (details?.type === 'suite') return;
  if (skip !== undefined || todo !== undefined) totals.skipped += 1;
  else totals.passed += 1;
});
stream.on('test:fail', ({ details }) => {
  if (details?.type !== 'suite' || details?.error?.failureType !== 'subtestsFailed') totals.failed += 1;
});
stream.compose(spec()).pipe(process.stdout);
await new Promise((done) => stream.once('end', done));
if (totals.failed > 0 || totals.passed === 0) process.exitCode = 1;
process.once('exit', () =>
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`),
);
