/** The words by which a minified bundle is known are in the packages that they stand for. */

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SAYINGS } from '../../packages/node/src/chunks/dark-bundle.chunk.ts';

const installed = fileURLToPath(new URL('../parity/node_modules/', import.meta.url));

for (const [name, saying] of Object.entries(SAYINGS)) {
  test(`${name} says '${saying}'`, () => {
    const files = globSync('**/*.{js,cjs}', { cwd: installed + name });
    const says = (file: string) => readFileSync(`${installed}${name}/${file}`, 'utf8').includes(saying);
    assert.ok(files.some((file) => says(file)));
  });
}
