// Runs test files two at a time, prints failures as they come and ends with `N passed, N failed, N skipped`.

import { existsSync, globSync } from 'node:fs';
import { resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const asked = process.argv.slice(2);
const patterns = [
  'packages/*/src/**/*.test.ts',
  'packages/*/*.test.ts',
  'packages/viewer/page/src/**/*.test.ts',
  'examples/**/*.test.ts',
  'test/**/*.test.ts',
];
const files = (
  asked.length > 0 ? asked : globSync(patterns, { exclude: (name) => /node_modules/.test(name) })
).sort();
for (const file of files.filter((name) => !existsSync(name))) {
  console.error(`there is no test file ${file}`);
  process.exit(1);
}
const totals = { passed: 0, failed: 0, skipped: 0 };

/** Measures, so it has the machine to itself. */
const isBench = (file) => file.startsWith('test/bench/');

await runGroup(files.filter((file) => !isBench(file)));
await runGroup(files.filter(isBench));
if (totals.failed > 0 || totals.passed === 0) process.exitCode = 1;
process.once('exit', () =>
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`),
);

async function runGroup(group) {
  if (group.length === 0) return;
  // Two cores: the tests start servers and programs of their own, and more files at once only make them wait.
  const stream = run({ files: group.map((file) => resolve(file)), concurrency: 2, timeout: 600_000 });
  stream.on('test:pass', countPass);
  stream.on('test:fail', countFail);
  stream.compose(spec()).pipe(process.stdout, { end: false });
  await new Promise((done) => stream.once('end', done));
}

function countPass({ skip, todo, details }) {
  if (details?.type === 'suite') return;
  if (skip !== undefined || todo !== undefined) totals.skipped += 1;
  else totals.passed += 1;
}

/** A suite that fails because its tests do is counted by them. */
function countFail({ details }) {
  if (details?.type !== 'suite' || details.error?.failureType !== 'subtestsFailed') totals.failed += 1;
}
