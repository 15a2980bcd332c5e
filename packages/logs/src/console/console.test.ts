import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { TestTelemetry } from '../test-telemetry.ts';
import { patchConsole } from './console.ts';
import { ConsoleLines } from './console-lines.ts';
import { muted } from './console-mute.ts';

let telemetry: TestTelemetry;
let stop = () => {};
const done = async () => {};

// What is printed here goes nowhere: real-process.test.ts compares the bytes.
const write = process.stdout.write;
beforeEach(() => {
  process.stdout.write = () => true;
  start();
});
afterEach(() => {
  stop();
  process.stdout.write = write;
});

function start(...processors: LogRecordProcessor[]): void {
  stop();
  telemetry = new TestTelemetry(...processors);
  stop = patchConsole(() => new ConsoleLines(telemetry.options));
}

const bodies = () => telemetry.lines.map((line) => line.body);

test('an exporter that prints does not loop', () => {
  start({ onEmit: () => console.log('exporting'), forceFlush: done, shutdown: done });
  console.log('x');
  assert.deepEqual(bodies(), ['x']);
});

test('what exporters print in their suppressed context makes no record', () => {
  const suppressed = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
  context.with(ROOT_CONTEXT.setValue(suppressed, true), () => console.log('export failed'));
  assert.deepEqual(bodies(), []);
});

test('what a muted logger prints makes no record', () => {
  muted(() => console.log('has its record'));
  console.log('x');
  assert.deepEqual(bodies(), ['x']);
});

test('a formatter that throws loses its own line and no other', () => {
  assert.throws(() =>
    console.log('%s', {
      toString() {
        throw new Error('no text');
      },
    }),
  );
  console.log('x');
  assert.deepEqual(bodies(), ['x']);
});

test('prints when the SDK fails', () => {
  let printed = '';
  process.stdout.write = (text) => {
    printed += text;
    return true;
  };
  telemetry.isBroken = true;
  console.log('x');
  assert.equal(printed, 'x\n');
});

test('makes no record when disabled, and asks for no logger', () => {
  telemetry.options.enabled = false;
  console.log('x');
  assert.deepEqual([bodies(), telemetry.asked], [[], []]);
});

test('leaves the public methods as they are, and everything as it was when stopped', () => {
  const { log, error, trace } = console;
  const internals = Object.getOwnPropertySymbols(console).map((s) => (console as never)[s]);
  stop();
  assert.deepEqual([console.log, console.error, console.trace], [log, error, trace]);
  const before = Object.getOwnPropertySymbols(console).map((s) => (console as never)[s]);
  assert.notDeepEqual(internals, before);
  console.log('x');
  assert.deepEqual(bodies(), []);
  start();
  stop();
  assert.deepEqual(
    Object.getOwnPropertySymbols(console).map((s) => (console as never)[s]),
    before,
  );
});

test('carries the request id', () => {
  telemetry.inRequest(() => console.log('x'), 'req-9');
  assert.deepEqual(telemetry.lines[0]?.attributes, { 'http.request.id': 'req-9' });
});

/** Each prints what it is given, and is the last to print. */
const lastCalls: Record<string, (value: object) => void> = {
  'console.log': (value) => console.log('%s', 'x', value),
  'console.error': (value) => console.error(value),
  'console.trace': (value) => console.trace(value),
  'console.dir': (value) => console.dir(value),
  'a formatter that throws': (value) => {
    const throwing = Object.assign(value, {
      toString() {
        throw new Error('no text');
      },
    });
    assert.throws(() => console.log('%s', throwing));
  },
  'another console': (value) => {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    new console.Console(nowhere).log(value);
  },
};

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

for (const [name, print] of Object.entries(lastCalls)) {
  test(`${name} leaves nothing of the app's alive`, async () => {
    const writeError = process.stderr.write;
    process.stderr.write = () => true;
    const printed = (() => {
      const value = {};
      print(value);
      return new WeakRef(value);
    })();
    process.stderr.write = writeError;
    process.stdout.write = write; // the test runner reports there, as soon as this test waits
    telemetry.reset();
    for (let i = 0; i < 5 && printed.deref() !== undefined; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
    }
    assert.equal(printed.deref(), undefined);
  });
}
