import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { patchConsole } from './console.ts';
import { muted } from './console-mute.ts';
import { TestTelemetry } from './test-telemetry.ts';

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
  stop = patchConsole(telemetry.options);
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
