import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nearestPackage } from './service-package.ts';

const root = mkdtempSync(join(tmpdir(), 'waymark-package-'));
function put(path: string, content: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
}
put('shop/package.json', '{"name":"@acme/shop","version":"1.2.3"}');
put('shop/src/package.json', '{"type":"module"}');
put('shop/broken/package.json', '{"name":');
put('shop/nameless/package.json', '{"name":"","version":7}');

const rows: [string, string, object][] = [
  ['the package of the script', 'shop/app.js', { name: '@acme/shop', version: '1.2.3' }],
  ['a folder as the script (node .)', 'shop', { name: '@acme/shop', version: '1.2.3' }],
  ['a folder that has no script of that name', 'shop/lib/gone.js', { name: '@acme/shop', version: '1.2.3' }],
  [
    'a package.json without a name is passed over',
    'shop/src/app.mjs',
    { name: '@acme/shop', version: '1.2.3' },
  ],
  ['a broken package.json is passed over', 'shop/broken/app.js', { name: '@acme/shop', version: '1.2.3' }],
  ['an empty name is none', 'shop/nameless/app.js', { name: '@acme/shop', version: '1.2.3' }],
];
for (const [name, script, expected] of rows) {
  test(name, () => assert.deepEqual(nearestPackage(join(root, script)), expected));
}

test('without any package.json there is no name', () => {
  assert.deepEqual(nearestPackage('/no/such/folder/app.js'), {});
});
