import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readViewerOptions } from './viewer-options.ts';

const NOTHING = { db: undefined, port: undefined, open: false, help: false };

const rows: [name: string, args: string[], choice: object, rest: string[]][] = [
  ['nothing', [], {}, []],
  ['all of them', ['--db', 'a.db', '--port', '0', '--open'], { db: 'a.db', port: 0, open: true }, []],
  ['values behind an equals sign', ['--db=a=b', '--port=65535'], { db: 'a=b', port: 65535 }, []],
  [
    "the application's arguments, even where they are called as ours",
    ['app.js', '--port', '80'],
    {},
    ['app.js', '--port', '80'],
  ],
  [
    "Node's own options, and all behind them",
    ['--open', '--inspect', '--db', 'x'],
    { open: true },
    ['--inspect', '--db', 'x'],
  ],
  ['a switch with a value, which is none of ours', ['--open=yes'], {}, ['--open=yes']],
];

for (const [name, args, choice, rest] of rows) {
  test(`reads ${name}`, () =>
    assert.deepEqual(readViewerOptions(args), { choice: { ...NOTHING, ...choice }, rest }));
}

for (const args of [['--db'], ['--port'], ['--db='], ['--port=']])
  test(`refuses ${args} without a value`, () =>
    assert.throws(() => readViewerOptions(args), /^Error: --(db|port) needs a value/));

for (const port of ['65536', '-1', '1.5', '0x10', 'http'])
  test(`refuses the port ${port}`, () =>
    assert.throws(() => readViewerOptions(['--port', port]), {
      message: `--port "${port}" is no port; it is a number from 0 to 65535`,
    }));
