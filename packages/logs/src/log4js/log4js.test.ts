import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { beforeEach, describe, test } from 'node:test';
import { patchConsole } from '../console/console.ts';
import { ConsoleLines } from '../console/console-lines.ts';
import { TestTelemetry } from '../test-telemetry.ts';
import { log4jsPatches } from './log4js.ts';

// biome-ignore lint/suspicious/noExplicitAny: the versions' types differ
type Any = any;

const require = createRequire(import.meta.url);
const appender = require.resolve('../fixtures/log4js-appender.cjs');
const telemetry = new TestTelemetry();
telemetry.options.serviceName = () => 'shop';
patchConsole(() => new ConsoleLines(telemetry.options));

function patched(folder: string): Any {
  // The main file first: the patches are in place in modules that are loaded already.
  const log4js = require(folder);
  for (const patch of log4jsPatches(telemetry.options)) {
    // The first has no filter by what is said.
    if (folder === 'log4js-first' && patch.file?.endsWith('noLogFilter.js')) continue;
    const exports = require(`${folder}/${patch.file}`);
    assert.equal(patch.patch(exports, { name: 'log4js' }), exports);
  }
  return log4js;
}

for (const folder of ['log4js-first', 'log4js']) {
  const log4js = patched(folder);

  describe(folder, () => {
    let events: Any[];
    const appending = (write: (event: Any) => void) => ({ type: appender, write });
    function configure(categories: object = {}, appenders: object = {}): void {
      log4js.configure({
        appenders: { seen: appending((event) => events.push(event)), ...appenders },
        categories: { default: { appenders: ['seen'], level: 'trace' }, ...categories },
        levels: { VERBOSE: { value: 15_000, colour: 'cyan' }, AUDIT: { value: 45_000, colour: 'cyan' } },
      });
    }
    beforeEach(() => {
      events = [];
      telemetry.reset();
      telemetry.options.enabled = true;
      telemetry.isBroken = false;
      configure();
    });

    test("puts the fields into the context of a request's lines, and makes their records", () => {
      telemetry.inRequest((span) => {
        const logger = log4js.getLogger('orders');
        logger.addContext('user', 7);
        logger.info('paid %s with', 'order', { deep: { a: 1 } });
        const { traceId, spanId } = span.spanContext();
        assert.deepEqual(events[0].context, {
          user: 7,
          trace_id: traceId,
          span_id: spanId,
          request_id: 'req-7',
          'service.name': 'shop',
        });
        assert.deepEqual(logger.context, { user: 7 });
      }, 'req-7');
      assert.deepEqual(telemetry.lines, [
        {
          severityNumber: 9,
          severityText: 'INFO',
          body: 'paid order with { deep: { a: 1 } }',
          attributes: { 'logger.name': 'orders', user: 7, 'http.request.id': 'req-7' },
        },
      ]);
    });

    test('leaves a line outside of a request as it is, and still makes its record', () => {
      log4js.getLogger().warn('x');
      assert.deepEqual(events[0].context, {});
      assert.deepEqual(telemetry.lines[0]?.attributes, { 'logger.name': 'default' });
    });

    test("keeps the app's field of the same name", () => {
      telemetry.inRequest(() => {
        const logger = log4js.getLogger();
        logger.addContext('trace_id', 'mine');
        logger.info('x');
      });
      assert.equal(events[0].context.trace_id, 'mine');
      assert.equal(telemetry.lines[0]?.attributes['trace_id'], 'mine');
    });

    test('maps the levels, with those of the app between', () => {
      const logger = log4js.getLogger();
      const methods = ['trace', 'debug', 'verbose', 'info', 'warn', 'error', 'audit', 'fatal', 'mark'];
      for (const method of methods) logger[method]('x');
      assert.deepEqual(
        telemetry.lines.map((l) => [l.severityText, l.severityNumber]),
        [
          ['TRACE', 1],
          ['DEBUG', 5],
          ['VERBOSE', 6],
          ['INFO', 9],
          ['WARN', 13],
          ['ERROR', 17],
          ['AUDIT', 19],
          ['FATAL', 21],
          ['MARK', 9],
        ],
      );
    });

    test('an error is exception.*, and its stack is not in the message', () => {
      const error = new TypeError('boom');
      log4js.getLogger().error('failed:', error);
      log4js.getLogger().error(error);
      assert.equal(telemetry.lines[0]?.body, 'failed: TypeError: boom');
      assert.equal(telemetry.lines[1]?.body, 'boom');
      assert.deepEqual(telemetry.lines[0]?.attributes, {
        'logger.name': 'default',
        'exception.type': 'TypeError',
        'exception.message': 'boom',
        'exception.stacktrace': error.stack,
      });
    });

    test('no record of a line below its level, of one without appenders, or once log4js is shut down', (_, done) => {
      configure({ quiet: { appenders: ['seen'], level: 'error' } });
      log4js.getLogger('quiet').warn('x');
      const logger = log4js.getLogger('late');
      log4js.shutdown(() => {
        logger.error('x');
        assert.deepEqual([events, telemetry.lines], [[], []]);
        done();
      });
    });

    test('no record of a line that filters keep from all appenders, one where any lets it pass', () => {
      configure(
        {
          filtered: { appenders: ['errors'], level: 'trace' },
          twice: { appenders: ['others'], level: 'trace' },
          both: { appenders: ['errors', 'seen'], level: 'trace' },
        },
        {
          errors: { type: 'logLevelFilter', appender: 'seen', level: 'error' },
          others: { type: 'categoryFilter', appender: 'errors', exclude: 'x' },
        },
      );
      for (const category of ['filtered', 'twice', 'both']) {
        log4js.getLogger(category).info('info');
        log4js.getLogger(category).error('error');
      }
      const printed = events.map((e) => `${e.categoryName} ${e.data[0]}`);
      assert.deepEqual([...new Set(printed)], ['filtered error', 'twice error', 'both info', 'both error']);
      assert.deepEqual(
        telemetry.lines.map((l) => `${l.attributes['logger.name']} ${l.body}`),
        [...new Set(printed)],
      );
    });

    test('one record of a line that is printed through console, and of one that an appender logs on', () => {
      const nested = appending(() => log4js.getLogger('inner').info('inner'));
      configure(
        {
          default: { appenders: ['console', 'seen'], level: 'trace' },
          outer: { appenders: ['nested'], level: 'trace' },
          inner: { appenders: ['seen'], level: 'trace' },
        },
        { console: { type: 'console', layout: { type: 'messagePassThrough' } }, nested },
      );
      log4js.getLogger().info('printed');
      log4js.getLogger('outer').info('outer');
      assert.deepEqual(
        telemetry.lines.map((l) => [l.attributes['logger.name'], l.body]),
        [
          ['default', 'printed'],
          ['outer', 'outer'],
        ],
      );
      assert.deepEqual(
        events.map((e) => e.data[0]),
        ['printed', 'inner'],
      );
    });

    test("another process's line keeps what it has, and has its record there", () => {
      telemetry.inRequest(() => {
        const clustering = require(`${folder}/lib/clustering.js`);
        const level = log4js.levels.INFO;
        clustering.send({ categoryName: 'default', level, data: ['x'], context: {}, pid: 1 });
      });
      assert.deepEqual(events[0].context, {});
      assert.deepEqual(telemetry.lines, []);
    });

    test('tells where the call was, when log4js looks', () => {
      if (folder === 'log4js-first') return; // has no `enableCallStack` yet
      configure({ default: { appenders: ['seen'], level: 'trace', enableCallStack: true } });
      log4js.getLogger().info('x');
      const here = new Error().stack?.match(/log4js\.test\.ts:(\d+)/)?.[1];
      assert.match(events[0].fileName, /log4js\.test\.ts$/);
      assert.equal(events[0].lineNumber, Number(here) - 1);
      assert.equal(telemetry.lines[0]?.attributes['code.file.path'], events[0].fileName);
      assert.equal(telemetry.lines[0]?.attributes['code.line.number'], events[0].lineNumber);
    });

    test('what an appender throws reaches the app as without us', () => {
      const broken = appending(() => {
        throw new RangeError('disk full');
      });
      configure({ default: { appenders: ['broken'], level: 'trace' } }, { broken });
      assert.throws(() => log4js.getLogger().info('x'), RangeError);
      configure();
      console.log('');
      assert.equal(telemetry.lines.at(-1)?.severityText, 'log', 'console has records again');
    });

    test('makes no record when disabled, but puts the fields in; and does not mind a broken SDK', () => {
      telemetry.options.enabled = false;
      telemetry.inRequest(() => log4js.getLogger().info('x'));
      telemetry.options.enabled = true;
      telemetry.isBroken = true;
      telemetry.inRequest(() => log4js.getLogger().info('y'));
      assert.deepEqual(telemetry.lines, []);
      assert.ok(events.every((e) => e.context.trace_id));
      assert.equal(events.length, 2);
    });
  });
}
