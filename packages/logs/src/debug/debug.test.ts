import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { beforeEach, describe, mock, test } from 'node:test';
import { inspect, stripVTControlCharacters } from 'node:util';
import { patchConsole } from '../console/console.ts';
import { ConsoleLines } from '../console/console-lines.ts';
import { TestTelemetry } from '../test-telemetry.ts';
import { debugPatch } from './debug.ts';

// biome-ignore lint/suspicious/noExplicitAny: the versions' types differ
type Any = any;

const require = createRequire(import.meta.url);
const telemetry = new TestTelemetry();
patchConsole(() => new ConsoleLines(telemetry.options));

function patched(folder: string): Any {
  const debug = require(folder);
  assert.equal(debugPatch(telemetry.options).patch(debug, { name: 'debug' }), debug);
  debug.enable('shop*');
  return debug;
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

for (const folder of ['debug-first', 'debug-2', 'debug']) {
  const debug = patched(folder);
  const bodies = () => telemetry.lines.map(({ body }) => body);

  describe(folder, () => {
    beforeEach(() => {
      telemetry.reset();
      telemetry.options.enabled = true;
      telemetry.isBroken = false;
    });

    /** Not on a terminal, whoever runs this. */
    function logger(name = 'shop', options: object = { useColors: false }): Any {
      return Object.assign(debug(name), options);
    }

    test('prints its line, and makes a record of what was said', () => {
      const log = logger('shop:cart');
      const text = written(() => telemetry.inRequest(() => log('paid %d of %o', 7, { a: 1 }), 'req-7'));
      assert.match(text, /shop:cart paid 7 of \{ a: 1 \}\n$/);
      assert.deepEqual(telemetry.lines, [
        {
          severityNumber: 5,
          severityText: 'debug',
          body: 'paid 7 of { a: 1 }',
          attributes: { 'logger.name': 'shop:cart', 'http.request.id': 'req-7' },
        },
      ]);
      assert.equal(Object.hasOwn(log, 'log'), false);
    });

    test('prints on a terminal as it does, and the record is without the trimmings', () => {
      const log = logger('shop', { useColors: true });
      const text = stripVTControlCharacters(written(() => log('two\nlines, 100%% %s', 'sure')));
      assert.match(text, /^ {2}shop two\n( {2}shop )?lines, 100% sure \+\d+ms\n$/);
      assert.deepEqual(bodies(), ['two\nlines, 100% sure']);
    });

    test('formats what it is given once', () => {
      let runs = 0;
      const value = { [inspect.custom]: () => `inspected ${++runs}` };
      const text = written(() => logger()('a', value));
      assert.match(text, /shop a inspected 1\n$/);
      assert.deepEqual(bodies(), ['a inspected 1']);
    });

    test('an error is exception.*, alone, as an argument and by %O', () => {
      const error = new TypeError('boom');
      const log = logger();
      written(() => {
        log(error);
        log('failed', error);
        log('failed: %O', error);
        log('no error');
      });
      const types = telemetry.lines.map(({ attributes }) => attributes['exception.type']);
      assert.deepEqual(types, ['TypeError', 'TypeError', 'TypeError', undefined]);
      assert.equal(telemetry.lines[0]?.attributes['exception.stacktrace'], error.stack);
    });

    test('an instance with a function of its own prints by it, and console makes no second record', () => {
      const own = console.log.bind(console);
      const log = logger('shop', { useColors: false, log: own });
      const text = written(() => log('paid %s', 'x'));
      assert.match(text, /shop paid x\n$/);
      assert.deepEqual(bodies(), ['paid x']);
      assert.equal(log.log, own);
    });

    test('so does a copy whose function the app replaced', () => {
      const { log } = debug;
      const given: unknown[][] = [];
      debug.log = (...args: unknown[]) => void given.push(args);
      logger()('paid %s', 'x');
      debug.log = log;
      assert.match(String(given[0]![0]), /shop paid %s$/);
      assert.equal(given[0]![1], 'x');
      assert.deepEqual(bodies(), ['paid x']);
    });

    test('what the app decorates in its own way is one line', () => {
      const original = debug.formatArgs;
      debug.formatArgs = function (this: Any, ...given: Any[]) {
        const args = Array.isArray(given[0]) ? given[0] : given;
        args[0] = `<${this.namespace}> ${args[0]}`;
        return args;
      };
      const text = written(() => logger()('x'));
      debug.formatArgs = function (this: Any, ...given: Any[]) {
        return original.apply(this, given);
      };
      written(() => logger()(new TypeError('boom')));
      debug.formatArgs = original;
      assert.equal(text, '<shop> x\n');
      assert.equal(telemetry.lines.length, 2);
      assert.deepEqual(bodies()[0], 'x');
      assert.equal(telemetry.lines[1]?.attributes['exception.type'], 'TypeError');
    });

    test('an instance that the app has closed prints as ever', () => {
      const log = Object.freeze(logger());
      assert.match(
        written(() => log('x')),
        /shop x\n$/,
      );
    });

    test('a namespace that is off is neither printed nor a record', () => {
      assert.equal(
        written(() => logger('other')('x')),
        '',
      );
      assert.deepEqual(telemetry.lines, []);
    });

    test('what inspectors of the app log is a line of its own', () => {
      const log = logger();
      const chatty = {
        [inspect.custom]() {
          log('inside');
          return 'inspected';
        },
      };
      written(() => log('%O', chatty));
      assert.deepEqual(bodies(), ['inside', 'inspected']);
    });

    test('prints when the SDK fails, and makes no record when disabled', () => {
      telemetry.isBroken = true;
      assert.match(
        written(() => logger()('x')),
        /shop x\n$/,
      );
      telemetry.isBroken = false;
      telemetry.options.enabled = false;
      assert.match(
        written(() => logger()('x')),
        /shop x\n$/,
      );
      assert.deepEqual(telemetry.lines, []);
    });
  });
}

test('options of inspection stand as the app set them', () => {
  const debug = require('debug');
  telemetry.reset();
  telemetry.options.enabled = true;
  debug.inspectOpts.depth = 0;
  const text = written(() => Object.assign(debug('shop'), { useColors: false })('x', { a: { b: 1 } }));
  delete debug.inspectOpts.depth;
  assert.match(text, /shop x \{ a: \[Object\] \}\n$/);
  assert.deepEqual(
    telemetry.lines.map(({ body }) => body),
    ['x { a: { b: 1 } }'],
  );
});
