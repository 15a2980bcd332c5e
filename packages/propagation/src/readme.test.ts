import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as exported from './index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${root}/README.md`, 'utf8');
const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```\n\nIt prints `(.*?)`/g)];

test('each snippet of the README says what it prints', () => {
  assert.equal(snippets.length, readme.split('```ts\n').length - 1);
  assert.ok(snippets.length > 0);
});

test('the table of exports names each of them, and nothing else', () => {
  const section = /## Exports\n([\s\S]*?)\n## /.exec(readme)![1]!;
  for (const name of Object.keys(exported)) assert.match(section, new RegExp(`\\b${name}\\b`));
  for (const [, row] of section.matchAll(/^\| ([^|]*) \|/gm))
    for (const [, name] of row!.matchAll(/`([\w.]+)/g)) assert.ok(name! in exported, name);
});

for (const [, snippet, printed] of snippets) {
  test(`a snippet of the README prints ${printed}`, () => {
    const args = ['--input-type=module-typescript', '-e', snippet!];
    const child = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    assert.equal(child.stdout, `${printed}\n`, child.stderr);
  });
}
