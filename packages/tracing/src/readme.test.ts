import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

test('the smallest use in the README runs and exports its span', () => {
  const readme = readFileSync(`${root}/README.md`, 'utf8');
  const snippet = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? assert.fail('no snippet');
  const args = ['--input-type=module-typescript', '-e', snippet];
  const child = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  assert.match(child.stdout, /name: 'work'/, child.stderr);
});
