import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readViewerOptions } from './viewer-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-options-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const tokenFile = (text: string) => {
  writeFileSync(join(folder, 'token'), text);
  return join(folder, 'token');
};

const rows: [name: string, args: string[], settings: object, rest?: string[]][] = [
  ['nothing', [], {}],
  ['values behind an equals sign', ['--db=a=b', '--port=65535'], { path: 'a=b', port: 65535 }],
  ['any free ports', ['--port', '0', '--grpc-port', '0'], { port: 0, grpcPort: 0 }],
  ['an address', ['--host', '0.0.0.0'], { host: '0.0.0.0' }],
  ['a token, without the end of its line', ['--token-file', tokenFile('s3cret\n')], { token: 's3cret' }],
  ['sizes', ['--max-size', '1.5G'], { maxBytes: 1.5 * 2 ** 30 }],
  ['sizes in the long form', ['--max-size=512 MiB'], { maxBytes: 512 * 2 ** 20 }],
  ['times', ['--max-age', '7d'], { maxAgeMs: 7 * 86_400_000 }],
  [
    "the application's arguments, even where they are called as ours",
    ['app.js', '--port', '80'],
    {},
    ['app.js', '--port', '80'],
  ],
  [
    "Node's own options, and all behind them",
    ['--port', '1', '--inspect', '--db', 'x'],
    { port: 1 },
    ['--inspect', '--db', 'x'],
  ],
  ['a switch with a value, which is none of ours', ['--open=yes'], {}, ['--open=yes']],
];

for (const [name, args, settings, rest = []] of rows) {
  test(`reads ${name}`, () => {
    const read = readViewerOptions(args);
    assert.deepEqual(read, { choice: { settings, open: false, help: false }, rest });
  });
}

test('reads switches', () => {
  const { choice } = readViewerOptions(['--open', '--db', 'x', '--help']);
  assert.deepEqual(choice, { settings: { path: 'x' }, open: true, help: true });
});

for (const args of [['--db'], ['--port'], ['--db='], ['--max-age=']])
  test(`refuses ${args} without a value`, () =>
    assert.throws(() => readViewerOptions(args), /^Error: --[a-z-]+ needs a value; see waymark --help/));

const wrong: [args: string[], message: string][] = [
  ...['65536', '-1', '1.5', '0x10', 'http'].map((port): [string[], string] => [
    ['--port', port],
    `--port "${port}" is no port; it is a number from 0 to 65535`,
  ]),
  [['--max-size', 'much'], '--max-size "much" is no size; it is a number such as 500M or 2G'],
  [['--max-size', '-1G'], '--max-size "-1G" is no size; it is a number such as 500M or 2G'],
  [['--max-age', '7'], '--max-age "7" is no time; it is a number such as 30m, 12h or 7d'],
];
for (const [args, message] of wrong)
  test(`refuses ${args.join(' ')}`, () => assert.throws(() => readViewerOptions(args), { message }));

test('refuses a file without a token', () =>
  assert.throws(() => readViewerOptions(['--token-file', tokenFile('two words\n')]), /holds no token/));
