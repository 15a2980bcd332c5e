import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeEach, describe, mock, test } from 'node:test';
import { inspect, stripVTControlCharacters } from 'node:util';
import { TestTelemetry } from '../test-telemetry.ts';
import { signalePatch } from './signale.ts';

// biome-ignore lint/suspicious/noExplicitAny: signale has no types
type Any = any;

const require = createRequire(import.meta.url);
const telemetry = new TestTelemetry();
const FILE = 'signale.test.ts';

function patched(folder: string): Any {
  const Signale = require(`${folder}/signale.js`);
  const { version } = require(`${folder}/package.json`);
  const baseDir = join(require.resolve(`${folder}/package.json`), '..');
  const { patch } = signalePatch(telemetry.options);
  assert.equal(patch(Signale, { name: 'signale', version, baseDir }), Signale);
  return Signale;
}

/** What is written to stdout meanwhile, without colours. */
function written(log: () => void): string {
  let text = '';
  const write = mock.method(process.stdout, 'write', ((chunk: string) => {
    text += chunk;
    return true;
  }) as Any);
  try {
    log();
  } finally {
    write.mock.restore();
  }
  return stripVTControlCharacters(text);
}

for (const folder of ['signale-first', 'signale']) {
  const Signale = patched(folder);

  describe(folder, () => {
    beforeEach(() => {
      telemetry.reset();
      telemetry.options.enabled = true;
      telemetry.isBroken = false;
    });

    test('prints its line, and makes a record of what was said', () => {
      const log = new Signale({ scope: 'shop' });
      const text = written(() => telemetry.inRequest(() => log.success('paid', 7), 'req-7'));
      assert.match(text, /^\[shop\] › \S+ {2}success +paid 7\n$/);
      assert.deepEqual(telemetry.lines, [
        {
          severityNumber: 9,
          severityText: 'success',
          body: 'paid 7',
          attributes: { 'logger.name': 'shop', 'http.request.id': 'req-7' },
        },
      ]);
    });

    test('the file that it names is the one that logs', () => {
      const log = new Signale({ config: { displayFilename: true } });
      assert.match(
        written(() => log.info('x')),
        new RegExp(`^\\[${FILE}\\] ›`),
      );
      assert.match(
        written(() => log.time('t')),
        new RegExp(`^\\[${FILE}\\] ›`),
      );
      assert.equal(log.filename, FILE);
    });

    test('an error is exception.*', () => {
      const error = new TypeError('boom');
      written(() => new Signale().error(error));
      const [line] = telemetry.lines;
      assert.deepEqual([line?.body, line?.severityNumber], ['boom', 17]);
      assert.deepEqual(line?.attributes, {
        'exception.type': 'TypeError',
        'exception.message': 'boom',
        'exception.stacktrace': error.stack,
      });
    });

    test('prefix and suffix are part of what was said', () => {
      written(() => new Signale().note({ prefix: '[a]', message: 'paid', suffix: '(7)' }));
      assert.equal(telemetry.lines[0]?.body, '[a] paid (7)');
    });

    test('a type of the app informs', () => {
      const log = new Signale({ types: { order: { badge: '*', color: 'red', label: 'order' } } });
      written(() => log.order('x'));
      const [line] = telemetry.lines;
      assert.deepEqual([line?.severityText, line?.severityNumber, line?.body], ['order', 9, 'x']);
    });

    test('timers are lines, too', () => {
      const log = new Signale().scope('a', 'b');
      written(() => {
        log.time('t');
        log.timeEnd('t');
      });
      const [begun, ended] = telemetry.lines;
      assert.match(String(begun?.body), /t +Initialized timer\.\.\.$/);
      assert.match(String(ended?.body), /t +Timer run for: /);
      assert.deepEqual([begun?.severityText, begun?.attributes], ['timer', { 'logger.name': 'a:b' }]);
    });

    test('prints when the SDK fails', () => {
      telemetry.isBroken = true;
      assert.match(
        written(() => new Signale().info('x')),
        /info +x\n$/,
      );
    });

    test('makes no record when disabled', () => {
      telemetry.options.enabled = false;
      written(() => new Signale().info('x'));
      assert.deepEqual(telemetry.lines, []);
    });
  });
}

describe('signale since 1.2', () => {
  const Signale = require('signale/signale.js');
  beforeEach(() => {
    telemetry.reset();
    telemetry.options.enabled = true;
    telemetry.isBroken = false;
  });

  test('one record for several streams, and none for what is not printed', () => {
    const texts: string[] = [];
    const stream = { write: (text: string) => texts.push(text) };
    new Signale({ stream: [stream, stream] }).info('x');
    assert.deepEqual([texts.length, telemetry.lines.length], [2, 1]);
    new Signale({ stream, logLevel: 'error' }).warn('x');
    new Signale({ stream, disabled: true }).fatal('x');
    assert.deepEqual([texts.length, telemetry.lines.length], [2, 1]);
  });

  test('secrets are in neither line nor record', () => {
    const log = new Signale({ secrets: ['hunter2'] });
    const text = written(() => {
      log.warn('with %s', 'hunter2');
      log.error(new Error('not hunter2'));
    });
    assert.doesNotMatch(text + inspect(telemetry.lines), /hunter2/);
    assert.deepEqual(
      telemetry.lines.map(({ body }) => body),
      ['with [secure]', 'not [secure]'],
    );
  });

  test('what inspectors of the app log is a line of its own', () => {
    const log = new Signale();
    let runs = 0;
    const chatty = {
      [inspect.custom]() {
        log.debug('inside');
        return `inspected ${++runs}`;
      },
    };
    written(() => log.info(1, chatty));
    assert.deepEqual(
      telemetry.lines.map(({ severityText, body }) => [severityText, body]),
      [
        ['debug', 'inside'],
        ['info', '1 inspected 1'],
      ],
    );
  });

  test('a level that the app gives its type is the severity', () => {
    const types = { order: { badge: '*', color: 'red', label: 'order', logLevel: 'warn' } };
    written(() => new Signale({ types }).order('x'));
    assert.equal(telemetry.lines[0]?.severityNumber, 13);
  });
});
