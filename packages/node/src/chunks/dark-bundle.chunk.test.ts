import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundledIn } from './dark-bundle.chunk.ts';

const NAMES = ['express', '@nestjs/core', 'pg', 'tedious'];

const TEXTS: [name: string, text: string, found: string[]][] = [
  [
    "esbuild's comments",
    '// node_modules/express/lib/express.js\nvar a;\n// node_modules/@nestjs/core/index.js\n',
    ['express', '@nestjs/core'],
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
  test(name, () => assert.deepEqual(bundledIn(text, NAMES), found));
}
