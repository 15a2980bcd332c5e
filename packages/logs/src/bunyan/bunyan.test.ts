import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { beforeEach, describe, test } from 'node:test';
import type { Span } from '@opentelemetry/api';
import { TestTelemetry } from '../test-telemetry.ts';
import { bunyanPatch } from './bunyan.ts';

// biome-ignore lint/suspicious/noExplicitAny: bunyan has no types
type Any = any;

const require = createRequire(import.meta.url);
const telemetry = new TestTelemetry();

function patched(folder: string): Any {
  const bunyan = require(folder);
  const version = require(`${folder}/package.json`).version;
  assert.equal(bunyanPatch(telemetry.options).patch(bunyan, { name: 'bunyan', version }), bunyan);
  return bunyan;
}

class Lines {
  readonly all: string[] = [];
  write(line: string): void {
    this.all.push(line);
  }
  /** Without the fields that differ from run to run. */
  get last(): string {
    return this.all.at(-1)!.replaceAll(/"time":"[^"]*"/g, '"time":0');
  }
}

for (const folder of ['bunyan-first', 'bunyan-1', 'bunyan']) {
  const bunyan = patched(folder);

  describe(folder, () => {
    let lines: Lines;
    const base = { name: 'app' };
    const logger = (options: object = {}) =>
      bunyan.createLogger({ ...base, streams: [{ stream: lines }], ...options });
    const head = (level: number, fields = '') =>
      `{"name":"app","hostname":"${hostname()}","pid":${process.pid}${fields},"level":${level}`;
    const others = { name: 'app' };
    beforeEach(() => {
      lines = new Lines();
      telemetry.reset();
      telemetry.options.enabled = true;
      telemetry.isBroken = false;
      telemetry.options.requestIds = undefined;
    });

    function ids(span: Span, requestId = span.spanContext().traceId): string {
      const { traceId, spanId } = span.spanContext();
      return `,"trace_id":"${traceId}","span_id":"${spanId}","request_id":"${requestId}"`;
    }

    test('puts the ids at the end, and changes nothing else of a line', () => {
      telemetry.inRequest((span) => {
        logger().child({ a: 1 }).info({ b: 2 }, 'hello %s', 'you');
        assert.equal(
          lines.last,
          `${head(30, ',"a":1')},"b":2,"msg":"hello you","time":0,"v":0${ids(span, 'req-7')}}\n`,
        );
      }, 'req-7');
      assert.deepEqual(telemetry.lines[0], {
        severityNumber: 9,
        severityText: 'info',
        body: 'hello you',
        attributes: { ...others, a: 1, b: 2, 'http.request.id': 'req-7' },
      });
    });

    test('a stream may be an object of no class', () => {
      const seen: unknown[] = [];
      const stream = Object.assign(Object.create(null), { write: (line: Any) => void seen.push(line.msg) });
      logger({ streams: [{ type: 'raw', stream }] }).info('x');
      assert.deepEqual([seen, telemetry.lines.length], [['x'], 1]);
    });

    test('leaves a line outside of a request as it is, and still makes its record', () => {
      logger().info('x');
      assert.equal(lines.last, `${head(30)},"msg":"x","time":0,"v":0}\n`);
      assert.deepEqual(telemetry.lines[0]?.attributes, others);
      assert.equal(telemetry.records[0]?.spanContext, undefined);
    });

    test('makes no record when disabled, but puts the ids in', () => {
      telemetry.options.enabled = false;
      telemetry.inRequest((span) => {
        logger().info('x');
        assert.ok(lines.last.endsWith(`${ids(span)}}\n`));
      });
      assert.deepEqual(telemetry.lines, []);
    });

    test('adds and makes nothing once we have stopped', () => {
      telemetry.options.stopped = () => true;
      telemetry.inRequest(() => logger().info('x'));
      telemetry.options.stopped = undefined;
      assert.equal(lines.last, `${head(30)},"msg":"x","time":0,"v":0}\n`);
      assert.deepEqual(telemetry.lines, []);
    });

    test("keeps the app's fields of the same name, alone", () => {
      telemetry.inRequest(() => {
        logger().child({ trace_id: 'child' }).info({ span_id: 'line' }, 'x');
      });
      const line = JSON.parse(lines.last);
      assert.deepEqual([line.trace_id, line.span_id], ['child', 'line']);
      assert.equal(lines.last.split('"trace_id":').length, 2);
      assert.equal(telemetry.lines[0]?.attributes['trace_id'], 'child');
      assert.equal(telemetry.lines[0]?.attributes['request_id'], undefined);
    });

    test('maps the levels, and numbers between them', () => {
      const all = logger({ streams: [{ stream: lines, level: 'trace' }] });
      for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) all[level]('x');
      all.info({ level: 35 }, 'x');
      assert.deepEqual(
        telemetry.lines.map((l) => [l.severityText, l.severityNumber]),
        [
          ['trace', 1],
          ['debug', 5],
          ['info', 9],
          ['warn', 13],
          ['error', 17],
          ['fatal', 21],
          ['35', 11],
        ],
      );
    });

    test('an error is exception.*, as it was logged and as a serializer leaves it', () => {
      const error = Object.assign(new TypeError('boom'), { code: 'E1' });
      logger().error(error, 'failed');
      logger().error({ err: error }, 'raw');
      logger({ serializers: { err: (e: Error) => ({ message: `${e.message} (hidden)` }) } }).error(
        { err: error },
        'own',
      );
      logger().error({ reason: error }, 'elsewhere');
      const [failed, raw, own, elsewhere] = telemetry.lines.map((l) => l.attributes);
      const exception = {
        'exception.type': 'TypeError',
        'exception.message': 'boom',
        'exception.stacktrace': error.stack,
      };
      assert.deepEqual(failed, { ...others, ...exception, err: { code: 'E1' } });
      assert.deepEqual(raw, { ...others, ...exception });
      assert.deepEqual(own, { ...others, err: { message: 'boom (hidden)' } });
      assert.deepEqual(elsewhere, { ...others, ...exception });
    });

    test('deep values are what the line says, and nothing of the app runs twice', () => {
      let runs = 0;
      const secret = { toJSON: () => '*'.repeat(++runs) };
      logger().info({ secret, list: [1, { a: 2 }], at: new Date(0) }, 'x');
      assert.equal(runs, 1);
      assert.deepEqual(telemetry.lines[0]?.attributes, {
        ...others,
        secret: '*',
        list: [1, { a: 2 }],
        at: '1970-01-01T00:00:00.000Z',
      });
    });

    test('what the resource and the record say is not said again', () => {
      logger().info('x');
      logger().info({ time: new Date(0) }, 'long ago');
      const [now, ago] = telemetry.lines.map((l) => l.attributes);
      assert.deepEqual(now, others);
      assert.deepEqual(ago, { ...others, time: '1970-01-01T00:00:00.000Z' });
    });

    test('one record a line, from loggers with several streams, and from none that a stream takes', () => {
      const raw: object[] = [];
      const streams = [
        { stream: lines, level: 'error' },
        { type: 'raw', stream: { write: (line: object) => raw.push(line) }, level: 'info' },
      ];
      const both = logger({ streams });
      both.info({ deep: { a: 1 } }, 'one');
      both.error('two');
      both.info({ level: 10 }, 'none');
      both.debug('below');
      assert.deepEqual(
        telemetry.lines.map((l) => l.body),
        ['one', 'two'],
      );
      assert.deepEqual(telemetry.lines[0]?.attributes['deep'], { a: 1 });
      assert.equal(raw.length, 2);
      assert.equal(lines.all.length, 1);
    });

    test("no second record where the app has upstream's stream", () => {
      class OpenTelemetryBunyanStream extends Lines {}
      logger({ streams: [{ type: 'raw', stream: new OpenTelemetryBunyanStream() }] }).info('x');
      assert.deepEqual(telemetry.lines, []);
    });

    test('the text that DTrace asks for is no line', () => {
      const text = logger()._emit({ level: 30, msg: 'x' }, true);
      assert.equal(text, '{"level":30,"msg":"x"}\n');
      assert.deepEqual(telemetry.lines, []);
    });

    test('writes the line with its ids when the SDK fails', () => {
      telemetry.isBroken = true;
      telemetry.inRequest((span) => {
        logger().info('x');
        assert.ok(lines.last.endsWith(`${ids(span)}}\n`));
      });
    });
  });
}
