import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { beforeEach, describe, mock, test } from 'node:test';
import { patchConsole } from '../console/console.ts';
import { ConsoleLines } from '../console/console-lines.ts';
import { TestTelemetry } from '../test-telemetry.ts';
import { loglevelPatch } from './loglevel.ts';

// biome-ignore lint/suspicious/noExplicitAny: the versions' types differ
type Any = any;

const require = createRequire(import.meta.url);
const telemetry = new TestTelemetry();
let unwatch = patchConsole(() => new ConsoleLines(telemetry.options));

function patched(folder: string): Any {
  const loglevel = require(folder);
  assert.equal(loglevelPatch(telemetry.options).patch(loglevel, { name: 'loglevel' }), loglevel);
  return loglevel;
}

/** What is written to stdout and stderr meanwhile. */
function written(log: () => void): string {
  let text = '';
  const write = (chunk: string) => {
    text += chunk;
    return true;
  };
  const streams = [process.stdout, process.stderr].map((stream) =>
    mock.method(stream, 'write', write as Any),
  );
  try {
    log();
  } finally {
    for (const stream of streams) stream.mock.restore();
  }
  return text;
}

for (const folder of ['loglevel-first', 'loglevel']) {
  const loglevel = patched(folder);

  describe(folder, () => {
    beforeEach(() => {
      telemetry.reset();
      telemetry.options.enabled = true;
      loglevel.setLevel('trace');
    });

    test('prints what it printed, and makes a record of each line', () => {
      const text = telemetry.inRequest(
        () =>
          written(() => {
            loglevel.debug('plain');
            loglevel.info('half is %d%% of', 50, { a: 1 });
            loglevel.warn('warn');
            loglevel.error('error');
          }),
        'req-7',
      );
      assert.equal(text, 'plain\nhalf is 50% of { a: 1 }\nwarn\nerror\n');
      assert.deepEqual(
        telemetry.records.map((r) => [r.instrumentationScope.name, r.severityText, r.severityNumber, r.body]),
        [
          ['loglevel', 'debug', 5, 'plain'],
          ['loglevel', 'info', 9, 'half is 50% of { a: 1 }'],
          ['loglevel', 'warn', 13, 'warn'],
          ['loglevel', 'error', 17, 'error'],
        ],
      );
      assert.ok(telemetry.lines.every((l) => l.attributes['http.request.id'] === 'req-7'));
    });

    test('trace prints its stack without us in it; its record is from console', () => {
      const text = written(() => loglevel.trace('here'));
      assert.match(text, /^Trace: here\n {4}at .*loglevel\.test\.ts/);
      assert.doesNotMatch(text, /loglevel\.ts:/);
      assert.deepEqual(
        telemetry.records.map((r) => [r.instrumentationScope.name, r.severityNumber]),
        [['console', 1]],
      );
    });

    test('no record of what is below the level', () => {
      loglevel.setLevel('warn');
      assert.equal(
        written(() => loglevel.info('x')),
        '',
      );
      assert.deepEqual(telemetry.lines, []);
    });

    test('an error is exception.*', () => {
      const error = new TypeError('boom');
      written(() => loglevel.error('failed:', error));
      assert.deepEqual(telemetry.lines[0]?.attributes, {
        'exception.type': 'TypeError',
        'exception.message': 'boom',
        'exception.stacktrace': error.stack,
      });
    });

    test("a plugin's factory is in front, and the record is what is printed at last", () => {
      const factory = loglevel.methodFactory;
      loglevel.methodFactory = function (method: string, ...rest: unknown[]) {
        const print = factory.call(this, method, ...rest);
        return (text: string) => {
          if (text !== 'secret') print(`[${method}] ${text}`);
        };
      };
      loglevel.setLevel('info');
      const text = written(() => {
        loglevel.info('x');
        loglevel.info('secret');
      });
      loglevel.methodFactory = factory;
      assert.equal(text, '[info] x\n');
      assert.deepEqual(
        telemetry.lines.map((l) => l.body),
        ['[info] x'],
      );
    });

    test('runs nothing of the app a second time', () => {
      let runs = 0;
      const counting = { [Symbol.for('nodejs.util.inspect.custom')]: () => `run ${++runs}` };
      assert.equal(
        written(() => loglevel.info(counting)),
        'run 1\n',
      );
      assert.deepEqual([telemetry.lines[0]?.body, runs], ['run 1', 1]);
    });

    test('without our eyes on console the arguments are formatted for the record', () => {
      unwatch();
      written(() => loglevel.info('a %s', 'b', new Error('c')));
      unwatch = patchConsole(() => new ConsoleLines(telemetry.options));
      assert.equal(telemetry.lines[0]?.body, 'a b Error: c');
    });

    if (folder === 'loglevel') {
      test('a named logger is told', () => {
        const logger = loglevel.getLogger('orders');
        logger.setLevel('info');
        written(() => logger.info('x'));
        const symbol = loglevel.getLogger(Symbol('carts'));
        symbol.setLevel('info');
        written(() => symbol.info('x'));
        assert.deepEqual(
          telemetry.lines.map((l) => l.attributes['logger.name']),
          ['orders', 'carts'],
        );
      });
    }

    test('is console alone when disabled', () => {
      telemetry.options.enabled = false;
      assert.equal(
        written(() => loglevel.info('x')),
        'x\n',
      );
      assert.deepEqual(telemetry.lines, []);
    });
  });
}
