import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { beforeEach, describe, mock, test } from 'node:test';
import { patchConsole } from '../console/console.ts';
import { ConsoleLines } from '../console/console-lines.ts';
import { TestTelemetry } from '../test-telemetry.ts';
import { tslogPatches } from './tslog.ts';

// biome-ignore lint/suspicious/noExplicitAny: the versions' types differ
type Any = any;

const require = createRequire(import.meta.url);
const telemetry = new TestTelemetry();
telemetry.options.serviceName = () => 'shop';
patchConsole(() => new ConsoleLines(telemetry.options));
const { patch } = tslogPatches(telemetry.options)[0]!;

/** The text that is written to stdout meanwhile; tslog 5 writes at the end of the turn. The test runner writes bytes. */
async function written(log: () => void): Promise<string> {
  let text = '';
  const real = process.stdout.write.bind(process.stdout) as Any;
  const write = mock.method(process.stdout, 'write', ((chunk: Any, ...rest: Any[]) => {
    if (typeof chunk !== 'string') return real(chunk, ...rest);
    text += chunk;
    if (typeof rest[0] === 'function') rest[0]();
    return true;
  }) as Any);
  try {
    log();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    write.mock.restore();
  }
  return text;
}

for (const folder of ['tslog-first', 'tslog-4-9', 'tslog-4', 'tslog-5-first', 'tslog']) {
  const tslog = require(folder);
  const isFour = folder === 'tslog-first' || folder.startsWith('tslog-4');
  const masking = isFour ? { maskValuesOfKeys: ['password'] } : { mask: { keys: ['password'] } };
  const plain = isFour ? { stylePrettyLogs: false } : { pretty: { style: false } };
  assert.equal(patch(tslog, { name: 'tslog' }), tslog);
  // As an app does that imports and requires it.
  patch(tslog, { name: 'tslog' });

  describe(folder, () => {
    const logger = (settings: object = {}) => new tslog.Logger({ type: 'json', ...masking, ...settings });
    beforeEach(() => {
      telemetry.reset();
      telemetry.options.enabled = true;
      telemetry.isBroken = false;
    });

    test("puts the fields into a request's lines, and makes their records", async () => {
      let ids = {};
      const text = await written(() =>
        telemetry.inRequest((span) => {
          const { traceId, spanId } = span.spanContext();
          ids = { trace_id: traceId, span_id: spanId, request_id: 'req-7', 'service.name': 'shop' };
          logger().info('paid', { order: 7, password: 'p' });
          logger().warn({ order: 8 });
          logger().error(new TypeError('boom'));
          logger().error('failed', new TypeError('boom'));
        }, 'req-7'),
      );
      // tslog-first prints JSON over several lines.
      const lines = folder === 'tslog-first' ? text.split(/(?<=^\}\n)/m) : text.trimEnd().split('\n');
      assert.equal(lines.length, 4);
      for (const line of lines) {
        const fields = JSON.parse(line);
        for (const [name, id] of Object.entries(ids)) assert.equal(fields[name], id, line);
      }
      assert.deepEqual(telemetry.lines[0], {
        severityNumber: 9,
        severityText: 'INFO',
        body: 'paid',
        attributes: { order: 7, password: '[***]', 'http.request.id': 'req-7' },
      });
      assert.deepEqual(telemetry.lines[1]?.attributes, { order: 8, 'http.request.id': 'req-7' });
      assert.deepEqual(
        telemetry.lines.map((l) => [l.severityNumber, l.body]),
        [
          [9, 'paid'],
          [13, undefined],
          [17, 'boom'],
          [17, 'failed'],
        ],
      );
      const { 'exception.stacktrace': stack, ...others } = telemetry.lines[2]?.attributes ?? {};
      assert.match(String(stack), /^TypeError: boom\n.*tslog\.test\.ts/);
      assert.deepEqual(others, {
        'exception.type': 'TypeError',
        'exception.message': 'boom',
        'http.request.id': 'req-7',
      });
      assert.deepEqual(
        Object.keys(telemetry.lines[3]?.attributes ?? {}),
        Object.keys(telemetry.lines[2]?.attributes ?? {}),
      );
    });

    test('leaves a line outside of a request as it is, and still makes its record', async () => {
      const text = await written(() => logger().info('x'));
      assert.doesNotMatch(text, /trace_id|service\.name/);
      assert.deepEqual(telemetry.lines, [
        { severityNumber: 9, severityText: 'INFO', body: 'x', attributes: {} },
      ]);
    });

    test('text is what it was, with the file and line of the caller', async () => {
      const log = logger({ type: 'pretty', name: 'app', ...plain });
      const call = () => log.info('x', { a: 1 });
      const first = await written(call);
      const second = await written(() => telemetry.inRequest(call));
      assert.match(first, /tslog\.test\.ts:\d+/);
      const withoutTime = (text: string) => text.replace(/\d+:\d+:\d+[.:]\d+/, '');
      assert.equal(withoutTime(second), withoutTime(first));
      assert.deepEqual(
        telemetry.records.map((r) => [r.instrumentationScope.name, r.body, r.attributes['logger.name']]),
        [
          ['tslog', 'x', 'app'],
          ['tslog', 'x', 'app'],
        ],
      );
    });

    test('the call that a line tells is that of the app', async () => {
      const settings = isFour ? {} : { stack: { capture: 'full' } };
      let line: Any;
      await written(() => {
        line = telemetry.inRequest(() => logger(settings).info('x'));
      });
      const { path } = line._meta ?? line._logMeta;
      assert.match(path.filePathWithLine, /tslog\.test\.ts:\d+$/);
      assert.ok(Number(path.fileLine) > 100);
    });

    test('so it is where nothing is to be done for the line', async () => {
      const settings = isFour ? {} : { stack: { capture: 'full' } };
      telemetry.options.enabled = false;
      let line: Any;
      await written(() => {
        line = logger(settings).info('x');
      });
      assert.match((line._meta ?? line._logMeta).path.filePathWithLine, /tslog\.test\.ts:\d+$/);
    });

    // Those of 4.10 keep something on themselves at their first line.
    test('a logger that the app has frozen', { skip: folder === 'tslog-4' && 'none prints' }, async () => {
      const frozen = Object.freeze(logger());
      const text = await written(() => telemetry.inRequest(() => frozen.info('x')));
      assert.ok(JSON.parse(text).trace_id);
      assert.equal(telemetry.lines[0]?.body, 'x');
    });

    test('maps the levels, with those of the app between', async () => {
      await written(() => {
        for (const level of ['silly', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'])
          logger()[level]('x');
        logger().log(3.5, 'AUDIT', 'x');
      });
      assert.deepEqual(
        telemetry.lines.map((l) => [l.severityText, l.severityNumber]),
        [
          ['SILLY', 1],
          ['TRACE', 1],
          ['DEBUG', 5],
          ['INFO', 9],
          ['WARN', 13],
          ['ERROR', 17],
          ['FATAL', 21],
          ['AUDIT', 11],
        ],
      );
    });

    test('arguments with tokens, several texts, lists and second errors are the message', async () => {
      await written(() => {
        const log = logger();
        log.info('paid %s of %j', 'a', { order: 7 });
        log.info('list', [1, 2], true);
        log.error(new Error('one'), new Error('two'));
      });
      assert.deepEqual(
        telemetry.lines.map((l) => [l.body, l.attributes['exception.message']]),
        [
          ['paid a of {"order":7}', undefined],
          ['list [ 1, 2 ] true', undefined],
          ['two', 'one'],
        ],
      );
    });

    test('no record of a line below the level, and of one that goes nowhere', async () => {
      const text = await written(() => {
        logger({ minLevel: 4 }).info('x');
        logger({ type: 'hidden' }).info('x');
      });
      assert.deepEqual([text, telemetry.lines], ['', []]);
    });

    test('transports get the fields, and what they print through console is the same line', async () => {
      const seen: Any[] = [];
      const log = logger({ type: 'hidden' });
      log.attachTransport((line: Any) => {
        seen.push(line);
        console.log(JSON.stringify(line));
      });
      const text = await written(() => telemetry.inRequest(() => log.info('x')));
      assert.equal(text.trimEnd().split('\n').length, 1);
      assert.ok(seen[0].trace_id);
      assert.deepEqual(
        telemetry.records.map((r) => [r.instrumentationScope.name, r.body]),
        [['tslog', 'x']],
      );
    });

    test("keeps the app's field of the same name", async () => {
      const text = await written(() =>
        telemetry.inRequest(() => logger().info({ trace_id: 'mine', message: 'paid' })),
      );
      assert.equal(JSON.parse(text).trace_id, 'mine');
      assert.equal(telemetry.lines[0]?.attributes['trace_id'], 'mine');
      assert.equal(telemetry.lines[0]?.body, 'paid');
    });

    test('a line whose `service` is a text gains no `service.name`', async () => {
      const text = await written(() => telemetry.inRequest(() => logger().info({ service: 'billing' })));
      assert.ok(JSON.parse(text).trace_id);
      assert.equal(JSON.parse(text)['service.name'], undefined);
    });

    test('sub-loggers, fields of a logger, and a logger that logs while it makes fields', async () => {
      const fields = {
        app: 'shop',
        user: () => {
          log.debug('asked for the user');
          return 7;
        },
      };
      const log = logger({ name: 'shop' });
      const child = new tslog.Logger({ type: 'json', name: 'shop' }, fields).getSubLogger({ name: 'orders' });
      const text = await written(() => telemetry.inRequest(() => child.info('x')));
      const told = telemetry.lines.map((l) => [l.body, l.attributes['app'], l.attributes['user']]);
      assert.deepEqual(told, [['x', 'shop', 7]]);
      assert.equal(telemetry.lines[0]?.attributes['logger.name'], 'shop:orders');
      assert.equal(text.match(/"trace_id"/g)?.length, 2);
      if (!isFour)
        assert.deepEqual([log.settings.bindings, Number.isNaN(log.callerFrame)], [undefined, true]);
    });

    test('a line that is logged while another one of its logger is made tells its own call', async () => {
      const settings = isFour ? {} : { stack: { capture: 'full' } };
      const log = logger({ type: 'hidden', ...settings });
      let inner: Any;
      let lines = 0;
      log.attachTransport(() => {
        if (++lines === 1) inner = log.info('inner');
      });
      telemetry.inRequest(() => log.info('outer'));
      const { path } = inner._meta ?? inner._logMeta;
      assert.match(path.filePathWithLine, /tslog\.test\.ts:\d+$/);
    });

    test('arguments under a name of their own are arguments', async () => {
      await written(() => logger({ argumentsArrayName: 'args' }).info('paid', { order: 7 }));
      assert.deepEqual(telemetry.lines, [
        { severityNumber: 9, severityText: 'INFO', body: 'paid', attributes: { order: 7 } },
      ]);
    });

    test('what a transport throws reaches the app as without us', async () => {
      if (folder !== 'tslog-first' && folder !== 'tslog-4-9') return; // later ones catch it
      const log = logger({ type: 'hidden' });
      const { stackDepthLevel } = log;
      log.attachTransport(() => {
        throw new RangeError('disk full');
      });
      assert.throws(() => telemetry.inRequest(() => log.info('x')), RangeError);
      await written(() => console.log('y'));
      assert.deepEqual(
        telemetry.lines.map((l) => l.body),
        ['y'],
      );
      assert.ok(Object.is(log.stackDepthLevel, stackDepthLevel));
    });

    test('makes no record when disabled, but puts the fields in; and does not mind a broken SDK', async () => {
      telemetry.options.enabled = false;
      const first = await written(() => telemetry.inRequest(() => logger().info('x')));
      telemetry.options.enabled = true;
      telemetry.isBroken = true;
      const second = await written(() => telemetry.inRequest(() => logger().info('y')));
      assert.deepEqual(telemetry.lines, []);
      assert.match(first, /trace_id/);
      assert.match(second, /trace_id/);
    });
  });
}
