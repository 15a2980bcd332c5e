import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BundleText } from './dark-bundle.chunk.ts';

const NAMES = ['express', '@nestjs/core', 'pg', 'tedious'];

function foundIn(pieces: readonly string[]): string[] {
  const text = new BundleText(NAMES);
  for (const piece of pieces) text.add(piece);
  return text.found();
}

const TEXTS: [name: string, text: string, found: string[]][] = [
  [
    "esbuild's comments",
    '// node_modules/express/lib/express.js\nvar a;\n// node_modules/@nestjs/core/index.js\n',
    ['@nestjs/core', 'express'],
  ],
  ["esbuild's comments, of a hoisted package", '// ../../node_modules/pg/lib/index.js\n', ['pg']],
  [
    "rolldown's regions, in pnpm's folders",
    '//#region node_modules/.pnpm/pg@8.1.0/node_modules/pg/lib/index.js\n',
    ['pg'],
  ],
  ["webpack's names", '/***/ "./node_modules/tedious/lib/tedious.js"\n', ['tedious']],
  [
    'a message that outlives a minifier',
    'throw Error("app.use() requires a middleware function")',
    ['express'],
  ],
  [
    'a bundle with our plugin',
    '// node_modules/pg/lib/index.js\n(globalThis[Symbol.for("waymark.bundled.1")])',
    [],
  ],
  ['paths that an application serves', "app.use('/js', serve('node_modules/pg/lib/index.js'));", []],
  [
    'a comment of a person',
    '// node_modules/express/ has our fork\n  // node_modules/pg/lib/index.js is old\n',
    [],
  ],
  ['a package that is not a target', '// node_modules/left-pad/index.js\n', []],
];
for (const [name, text, found] of TEXTS) {
  test(name, () => assert.deepEqual(foundIn([text]), found));
}

test('what is cut by the end of a piece is found, and no line begins there', () => {
  const text = `${'x'.repeat(600)}\n// node_modules/pg/lib/index.js\n`;
  for (let at = 595; at < text.length; at++) {
    assert.deepEqual(foundIn([text.slice(0, at), text.slice(at)]), ['pg'], `cut at ${at}`);
  }
  assert.deepEqual(foundIn(['x'.repeat(600), '// node_modules/pg/lib/index.js\n']), []);
});
