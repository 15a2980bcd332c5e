import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { beforeEach, describe, test } from 'node:test';
import { context } from '@opentelemetry/api';
import type winstonModule from 'winston';
import type TransportStreamClass from 'winston-transport';

import { isMuted } from '../console/console-mute.ts';
import { requestContext, TestTelemetry } from '../test-telemetry.ts';
import { winstonPatch } from './winston.ts';

const require = createRequire(import.meta.url);
type Winston = typeof winstonModule;

const telemetry = new TestTelemetry();

function patched(folder: string): Winston {
  const patch = winstonPatch(telemetry.options);
  patch.patch(require(`${folder}/${patch.file}`), { name: 'winston' });
  return require(folder);
}

class Lines extends Writable {
  readonly all: string[] = [];
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.all.push(String(chunk).trimEnd());
    done();
  }
  get last() {
    return JSON.parse(this.all.at(-1)!);
  }
}

for (const folder of ['winston-first', 'winston']) {
  const winston = patched(folder);
  const { combine, json, splat, simple, printf, errors, colorize, timestamp } = winston.format;
  const TransportStream = (winston as unknown as { Transport: typeof TransportStreamClass }).Transport;

  describe(folder, () => {
    let lines: Lines;
    beforeEach(() => {
      lines = new Lines();
      telemetry.reset();
      telemetry.options.enabled = true;
      telemetry.isBroken = false;
    });

    function logger(options: winstonModule.LoggerOptions = {}) {
      return winston.createLogger({
        format: json(),
        transports: [new winston.transports.Stream({ stream: lines })],
        ...options,
      });
    }

    test('json lines gain the ids, others print what they printed', () => {
      const plain = logger({ format: printf((info) => `${info.level}: ${info.message}`) });
      telemetry.inRequest((span) => {
        logger().info('x', { a: 1 });
        const { traceId, spanId } = span.spanContext();
        const ids = { trace_id: traceId, span_id: spanId, request_id: 'r-1' };
        assert.deepEqual(lines.last, { level: 'info', message: 'x', a: 1, ...ids });
        plain.info('x');
        assert.equal(lines.all.at(-1), 'info: x');
      }, 'r-1');
      assert.equal(telemetry.records[0]?.attributes['http.request.id'], 'r-1');
      assert.equal(telemetry.records[0]?.attributes['trace_id'], undefined);
    });

    test('a line outside of a request stays, and has its record', () => {
      logger().warn('x', { a: 1, deep: { b: [1, { c: true }] } });
      assert.deepEqual(lines.last, { level: 'warn', message: 'x', a: 1, deep: { b: [1, { c: true }] } });
      assert.deepEqual(telemetry.lines, [
        {
          severityNumber: 13,
          severityText: 'warn',
          body: 'x',
          attributes: { a: 1, deep: { b: [1, { c: true }] } },
        },
      ]);
    });

    test("keeps the app's fields of the same name, and never changes an object of the app's", () => {
      const fields = { message: 'x', trace_id: 'own' };
      const error = Object.assign(new Error('boom'), { code: 7 });
      telemetry.inRequest(() => {
        logger().info(fields);
        assert.equal(lines.last.trace_id, 'own');
        assert.ok(lines.last.span_id);
        logger().error(error);
        assert.equal(lines.last.code, 7);
        assert.ok(lines.last.trace_id);
      });
      assert.deepEqual(Object.keys(fields).sort(), ['level', 'message', 'trace_id']);
      assert.deepEqual(Object.keys(error).sort(), ['code', 'level']);
    });

    test("an instance of the app's gets each request's own ids", () => {
      class Entry {
        level = 'info';
        message = 'x';
      }
      const entry = new Entry();
      for (let i = 0; i < 2; i++) {
        telemetry.inRequest((span) => {
          logger().log(entry);
          assert.equal(lines.last.trace_id, span.spanContext().traceId);
        });
      }
    });

    test("an instance of the app's is afterwards as it was, whether a record is made or not", () => {
      class Entry {
        level = 'info';
        message = 'x';
        readonly #secret = 7;
        get secret() {
          return this.#secret;
        }
      }
      const reading = winston.format((info) => {
        // biome-ignore lint/style/useTemplate: reads the private field of the app's own object
        info.message = 'secret ' + (info as unknown as Entry).secret;
        return info;
      });
      const transports = [new winston.transports.Stream({ stream: lines, format: json() })];
      for (const enabled of [true, false]) {
        telemetry.options.enabled = enabled;
        for (const options of [{ format: combine(reading(), json()) }, { format: reading(), transports }]) {
          const entry = new Entry();
          telemetry.inRequest((span) => {
            logger(options).log(entry);
            const { traceId, spanId } = span.spanContext();
            assert.deepEqual(Object.entries(lines.last).sort(), [
              ['level', 'info'],
              ['message', 'secret 7'],
              ['request_id', traceId],
              ['span_id', spanId],
              ['trace_id', traceId],
            ]);
          });
          assert.deepEqual(Object.getOwnPropertyNames(entry), ['level', 'message']);
          logger(options).log(entry);
          assert.deepEqual(lines.last, { level: 'info', message: 'secret 7' });
        }
      }
    });

    test('an instance keeps what a format makes of it, and a field without a value', () => {
      class Entry {
        level = 'info';
        message = 'x';
        trace_id = undefined;
      }
      const naming = winston.format((info) => Object.assign(info, { span_id: 'named' }));
      const entry = new Entry();
      telemetry.inRequest((span) => {
        logger({ format: combine(naming(), json()) }).log(entry);
        const { trace_id, span_id } = lines.last;
        assert.deepEqual([trace_id, span_id], [span.spanContext().traceId, 'named']);
      });
      assert.deepEqual(Object.getOwnPropertyNames(entry), ['level', 'message', 'trace_id', 'span_id']);
      assert.equal(entry.trace_id, undefined);
    });

    test('frozen objects are written, a plain one with its ids', () => {
      class Entry {}
      const line = { level: 'info', message: 'x', [Symbol.for('level')]: 'info' };
      const copying = winston.format((info) => ({ ...info }));
      const copied = logger({ format: combine(copying(), json()) });
      telemetry.inRequest(() => {
        copied.write(Object.freeze(Object.assign(new Entry(), line)));
        assert.deepEqual(lines.last, { level: 'info', message: 'x' });
        copied.write(Object.freeze({ ...line }));
        assert.match(lines.all.at(-1)!, /"trace_id":/);
      });
      assert.equal(telemetry.lines.length, 2);
    });

    test('puts ids in and makes no record when disabled', () => {
      telemetry.options.enabled = false;
      telemetry.inRequest(() => logger().info('x'));
      assert.ok(lines.last.trace_id);
      assert.deepEqual(telemetry.lines, []);
    });

    test('one record a line, whatever the number of transports', () => {
      const two = new Lines();
      const transports = [lines, two].map((stream) => new winston.transports.Stream({ stream }));
      logger({ transports }).info('x');
      assert.deepEqual([lines.all.length, two.all.length, telemetry.lines.length], [1, 1, 1]);
    });

    test("what a transport of the app's prints through console is the same line", async () => {
      const seen: boolean[] = [];
      class Printing extends TransportStream {
        override log(_info: unknown, next: () => void): void {
          seen.push(isMuted());
          setImmediate(next);
        }
      }
      const printing = logger({ transports: [new Printing(), new Printing({ format: json() })] });
      // The first line goes out later; some that wait for a busy transport go together.
      for (let i = 0; i < 3; i++) printing.info('x');
      while (seen.length < 6) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual([...new Set(seen), isMuted()], [true, false]);
    });

    test('no record of what nobody prints', () => {
      logger().debug('below');
      logger({ silent: true }).error('silent');
      const silent = new winston.transports.Stream({ stream: lines, silent: true });
      logger({ transports: [silent] }).error('silent transport');
      const errorsOnly = new winston.transports.Stream({ stream: lines, level: 'error' });
      logger({ transports: [errorsOnly] }).warn('below the transport');
      const none = winston.format(() => false);
      logger({ format: none() }).error('filtered');
      assert.deepEqual(telemetry.lines, []);
      const verbose = new winston.transports.Stream({ stream: lines, level: 'debug' });
      logger({ transports: [errorsOnly, verbose] }).debug('one prints');
      assert.equal(telemetry.lines.length, 1);
    });

    test('tells the message that the formats made', () => {
      const upper = winston.format((info) => ({ ...info, message: String(info.message).toUpperCase() }));
      logger({ format: combine(splat(), json()) }).info('%s of %d%%', 'half', 50);
      logger({ format: combine(splat(), upper(), json()) }).info('hi %s', 'bob');
      logger({ format: combine(colorize({ all: true }), simple()) }).info('red');
      assert.deepEqual(
        telemetry.lines.map((l) => [l.body, l.severityText]),
        [
          ['half of 50%', 'info'],
          ['HI BOB', 'info'],
          ['red', 'info'],
        ],
      );
    });

    test("fills in what only a transport's format interpolates", () => {
      const format = combine(splat(), simple());
      const transports = [new winston.transports.Stream({ stream: lines, format })];
      winston.createLogger({ transports }).info('hello %s', 'bob', { meta: 1 });
      assert.equal(telemetry.lines[0]?.body, 'hello bob');
    });

    test('takes values after the formats', () => {
      const hide = winston.format((info) => Object.assign(info, { password: '***' }));
      const replacer = (key: string, value: unknown) => (key === 'card' ? 'hidden' : value);
      const format = combine(hide(), timestamp(), json({ replacer }));
      logger({ format }).info('x', { password: 'p', user: { card: '4111' } });
      const { timestamp: at, ...rest } = telemetry.lines[0]!.attributes;
      assert.deepEqual(rest, { password: '***', user: { card: 'hidden' } });
      assert.equal(typeof at, 'string');
    });

    test("never runs the app's toJSON a second time", () => {
      let runs = 0;
      const value = { toJSON: () => `run ${++runs}` };
      logger().info('x', { value });
      logger({ format: simple() }).info('y', { when: new Date(0), n: 5n, f() {} });
      assert.equal(runs, 1);
      assert.equal(telemetry.lines[0]?.attributes['value'], 'run 1');
      assert.deepEqual(telemetry.lines[1]?.attributes, { when: '1970-01-01T00:00:00.000Z', n: '5' });
    });

    test('turns errors into exception attributes, however they are logged', () => {
      const error = new RangeError('too far');
      logger().error(error);
      // The oldest winston has no such format.
      const format = errors === undefined ? json() : combine(errors({ stack: true }), json());
      logger({ format }).error(error);
      logger().error('failed', error);
      logger().log('error', 'failed', { err: error });
      logger().log({ level: 'error', message: error as unknown as string });
      for (const { attributes } of telemetry.lines) {
        assert.equal(attributes['exception.type'], 'RangeError');
        assert.equal(attributes['exception.message'], 'too far');
        assert.match(String(attributes['exception.stacktrace']), /^RangeError: too far\n {4}at /);
        assert.deepEqual(Object.keys(attributes).length, 3);
      }
      assert.equal(telemetry.lines.length, 5);
      assert.match(String(telemetry.lines[0]?.body), /too far/);
    });

    test('tells only the rewritten text of an error whose message a format hides', () => {
      const hide = winston.format((info) =>
        Object.assign({ ...info }, { message: 'hidden', stack: undefined }),
      );
      logger({ format: combine(hide(), json()) }).error(new Error('secret'));
      assert.doesNotMatch(JSON.stringify(telemetry.lines), /secret/);
      assert.equal(telemetry.lines[0]?.attributes['exception.message'], 'hidden');
    });

    test('maps npm, syslog and cli levels', () => {
      const seen = (levels: winstonModule.config.AbstractConfigSetLevels) => {
        telemetry.reset();
        const l = logger({ levels, level: Object.keys(levels).at(-1) });
        for (const level of Object.keys(levels)) l.log(level, 'x');
        return Object.fromEntries(telemetry.lines.map((r) => [r.severityText, r.severityNumber]));
      };
      const { npm, syslog, cli } = winston.config;
      const { http, ...npmSeen } = seen(npm.levels);
      assert.ok(http === 7 || http === undefined, 'http came with 3.3');
      assert.deepEqual(npmSeen, { error: 17, warn: 13, info: 9, verbose: 6, debug: 5, silly: 1 });
      assert.deepEqual(seen(syslog.levels), {
        emerg: 21,
        alert: 19,
        crit: 18,
        error: 17,
        warning: 13,
        notice: 10,
        info: 9,
        debug: 5,
      });
      assert.deepEqual(seen(cli.levels), {
        error: 17,
        warn: 13,
        help: 11,
        data: 10,
        info: 9,
        debug: 5,
        prompt: 4,
        verbose: 3,
        input: 2,
        silly: 1,
      });
    });

    test('a line that waits for a slow transport keeps its request', async () => {
      const slow = new Writable({
        objectMode: true,
        highWaterMark: 1,
        write: (chunk, _, done) => {
          lines.all.push(String(chunk).trimEnd());
          setTimeout(done, 1);
        },
      });
      class Slow extends TransportStream {
        override log(info: Record<symbol, string>, done: () => void) {
          slow.write(info[Symbol.for('message')], done);
        }
      }
      const busy = logger({ transports: [new Slow()] });
      const count = 40;
      const traces: string[] = [];
      for (let i = 0; i < count; i++) {
        const span = telemetry.startSpan();
        traces.push(span.spanContext().traceId);
        context.with(requestContext(span), () => busy.info(`line ${i}`));
      }
      while (lines.all.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(
        lines.all.map((line) => JSON.parse(line).trace_id),
        traces,
      );
      assert.deepEqual(
        telemetry.records.map((r) => r.spanContext?.traceId),
        traces,
      );
    });

    test('a field that refuses to be read stops no line that does not print it', () => {
      const plain = logger({ format: printf((info) => `${info.level}: ${info.message}`) });
      const refusing = {
        level: 'info',
        message: 'x',
        get total() {
          return assert.fail('asked');
        },
      };
      plain.log(refusing);
      telemetry.inRequest(() => plain.log(refusing));
      const error = Object.defineProperty(new Error(), 'message', { get: () => assert.fail('asked') });
      plain.log({ level: 'error', message: 'y', cause: error });
      assert.deepEqual(lines.all, ['info: x', 'info: x', 'error: y']);
      assert.deepEqual(
        telemetry.lines.map(({ body }) => body),
        ['x', 'x', 'y'],
      );
    });

    test('writes the line with its ids when the SDK fails', () => {
      telemetry.isBroken = true;
      telemetry.inRequest(() => logger().info('x'));
      telemetry.isBroken = false;
      assert.ok(lines.last.trace_id);
      assert.deepEqual(telemetry.lines, []);
    });
  });
}

test('child loggers and default fields, one record a line', () => {
  const winston = require('winston') as Winston;
  const lines = new Lines();
  telemetry.reset();
  const transports = [new winston.transports.Stream({ stream: lines })];
  const parent = winston.createLogger({ defaultMeta: { service: 's' }, transports });
  telemetry.inRequest((span) => {
    parent.child({ user: 'u' }).child({ deep: 1 }).info('x');
    assert.equal(lines.last.trace_id, span.spanContext().traceId);
    assert.equal(lines.last.user, 'u');
  });
  const { 'http.request.id': _, ...attributes } = telemetry.lines[0]!.attributes;
  assert.deepEqual(attributes, { service: 's', user: 'u', deep: 1 });
  parent.child({ user: 'u' }).error(new TypeError('boom'));
  assert.equal(telemetry.lines.length, 2);
  assert.equal(telemetry.lines[1]?.attributes['exception.type'], 'TypeError');
  assert.equal(telemetry.lines[1]?.attributes['exception.message'], 'boom');
});
