import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as exported from './index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${root}/README.md`, 'utf8');
const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ??
  assert.fail(`no block of ${language}`);

test('the first snippet in the README prints what the README says', () => {
  const args = ['--input-type=module-typescript', '-e', block('ts')];
  const child = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  assert.equal(child.stdout, block('js'), child.stderr);
});

test('the README lists what is exported', () => {
  const listed = readme.slice(readme.indexOf('## Exports'));
  for (const name of Object.keys(exported)) assert.ok(listed.includes(`\`${name}\``), name);
});
