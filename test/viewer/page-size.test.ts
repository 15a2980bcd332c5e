/** What the page weighs, as it travels. */

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PAGE_DIRECTORY } from '../../packages/viewer/src/server/page-files.ts';

const LIMIT_BYTES = 120 * 1024;

test('all of the page is at most 120 KB, compressed', () => {
  const files = globSync('**/*.*', { cwd: PAGE_DIRECTORY });
  assert.ok(files.includes('index.html'), 'it is built by scripts/build.mjs');
  const sizes = files.map((file): [string, number] => [
    file,
    gzipSync(readFileSync(`${PAGE_DIRECTORY}/${file}`)).length,
  ]);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  assert.ok(total <= LIMIT_BYTES, `${total} bytes: ${JSON.stringify(Object.fromEntries(sizes))}`);
});
