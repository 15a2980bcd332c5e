import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

test('the smallest use in the README runs and prints what the README says', () => {
  const readme = readFileSync(`${root}/README.md`, 'utf8');
  const snippet = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? assert.fail('no snippet');
  const printed = /It prints `(.*)`/.exec(readme)?.[1];
  const args = ['--input-type=module-typescript', '-e', snippet];
  const child = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  assert.equal(child.stdout, `${printed}\n`, child.stderr);
});
