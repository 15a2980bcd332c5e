import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import type { Span } from '@opentelemetry/api';
import type pinoModule from 'pino';
import { isMuted } from '../console/console-mute.ts';
import { TestTelemetry } from '../test-telemetry.ts';
import { pinoPatch } from './pino.ts';

const require = createRequire(import.meta.url);
type Pino = typeof pinoModule & { multistream: typeof pinoModule.multistream };

const telemetry = new TestTelemetry();
let serviceName: string | undefined;
telemetry.options.serviceName = () => serviceName;

function patched(folder: string): Pino {
  const patch = pinoPatch(telemetry.options);
  const proto = require(`${folder}/${patch.file}`);
  const version = require(`${folder}/package.json`).version;
  const baseDir = dirname(require.resolve(`${folder}/package.json`));
  assert.equal(patch.patch(proto, { name: 'pino', version, baseDir }), proto);
  return require(folder);
}

class Lines {
  readonly all: string[] = [];
  write(line: string): void {
    this.all.push(line);
  }
  get last(): string {
    return this.all.at(-1)!;
  }
}

const folders = [
  'pino-6-first',
  'pino-6',
  'pino-7-first',
  'pino-7',
  'pino-8-first',
  'pino-8',
  'pino-9',
  'pino',
];

for (const folder of folders) {
  const pino = patched(folder);
  const isSix = folder.startsWith('pino-6');
  const noStreams = isSix && 'pino has multistream since 7';

  describe(folder, () => {
    let lines: Lines;
    const options = { base: null, timestamp: false } as const;
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

    test('puts the ids behind the bindings, and changes nothing else of a line', () => {
      const logger = pino(options, lines).child({ a: 1 });
      telemetry.inRequest((span) => {
        logger.info({ b: 2 }, 'hello %s', 'you');
        assert.equal(lines.last, `{"level":30,"a":1${ids(span)},"b":2,"msg":"hello you"}\n`);
        logger.warn('bare');
        assert.equal(lines.last, `{"level":40,"a":1${ids(span)},"msg":"bare"}\n`);
      });
    });

    test('a logger that the app has frozen prints as ever, with the ids', () => {
      const logger = Object.freeze(pino(options, lines).child({ a: 1 }));
      telemetry.inRequest((span) => {
        for (let i = 0; i < 2; i++) logger.info('x');
        assert.equal(lines.last, `{"level":30,"a":1${ids(span)},"msg":"x"}\n`);
      });
      assert.equal(telemetry.records.length, 2);
    });

    test('a field of a nested object does not stand in the way of an id', () => {
      const logger = pino({ ...options, nestedKey: 'payload' }, lines);
      telemetry.inRequest((span) => {
        logger.info({ trace_id: 'mine' }, 'x');
        assert.equal(lines.last, `{"level":30${ids(span)},"payload":{"trace_id":"mine"},"msg":"x"}\n`);
      });
      assert.deepEqual(telemetry.lines[0]?.attributes['payload'], { trace_id: 'mine' });
    });

    test('a line whose `service` is a text gains no `service.name`, wherever the text comes from', () => {
      serviceName = 'shop';
      const logger = pino(options, lines);
      const formatters = { log: (fields: object) => ({ ...fields, service: 'billing' }) };
      telemetry.inRequest((span) => {
        logger.info('x');
        assert.equal(lines.last, `{"level":30${ids(span)},"service.name":"shop","msg":"x"}\n`);
        logger.info({ service: 'billing' }, 'x');
        assert.equal(lines.last, `{"level":30${ids(span)},"service":"billing","msg":"x"}\n`);
        logger.child({ service: 'billing' }).info('x');
        assert.equal(lines.last, `{"level":30,"service":"billing"${ids(span)},"msg":"x"}\n`);
        pino({ ...options, formatters }, lines).info('x');
        assert.equal(lines.last, `{"level":30${ids(span)},"service":"billing","msg":"x"}\n`);
      });
      serviceName = undefined;
    });

    test('prints the inbound request id where there is one', () => {
      const logger = pino(options, lines);
      telemetry.inRequest((span) => {
        logger.info('x');
        assert.equal(lines.last, `{"level":30${ids(span, 'req-7')},"msg":"x"}\n`);
      }, 'req-7');
      assert.equal(telemetry.lines[0]?.attributes['http.request.id'], 'req-7');
    });

    test('leaves a line outside of a request as it is, and still makes its record', () => {
      pino(options, lines).info('x');
      assert.equal(lines.last, '{"level":30,"msg":"x"}\n');
      assert.deepEqual(telemetry.lines, [
        { severityNumber: 9, severityText: 'info', body: 'x', attributes: {} },
      ]);
      assert.equal(telemetry.records[0]?.spanContext, undefined);
    });

    test('what a stream prints through console makes no second record, what a serializer prints makes its own', () => {
      const seen: [string, boolean][] = [];
      const note = (who: string) => void seen.push([who, isMuted()]);
      const inner = pino(options, { write: () => note('inner stream') });
      const serializers = {
        told(value: unknown) {
          inner.info('from a serializer');
          note('serializer');
          return value;
        },
      };
      const failing = {
        write() {
          note('stream');
          inner.info('from a stream');
          note('stream, later');
          throw new Error('no room');
        },
      };
      assert.throws(() => pino({ ...options, serializers }, failing).info({ told: 1 }, 'x'), /no room/);
      note('afterwards');
      telemetry.options.enabled = false;
      pino(options, { write: () => note('without a record') }).info('x');
      assert.deepEqual(seen, [
        ['inner stream', true],
        ['serializer', false],
        ['stream', true],
        ['inner stream', true],
        ['stream, later', true],
        ['afterwards', false],
        ['without a record', false],
      ]);
    });

    test('tells errors as they are printed, those with causes, fields and serializers of their own too', () => {
      class Declined extends TypeError {}
      const errors = [
        new RangeError('plain'),
        new Declined('of a class'),
        new Error('outer', { cause: new Error('inner') }),
        Object.assign(new Error('with a field'), { code: 'E_CARD' }),
        new AggregateError([new Error('one')], 'several'),
        Object.assign(new Error('renamed'), { name: 'Renamed' }),
      ];
      const err = (error: Error) => ({ type: 'Hidden', message: 'hidden', stack: `hidden ${error.name}` });
      for (const logger of [pino(options, lines), pino({ ...options, serializers: { err } }, lines)]) {
        for (const error of errors) {
          telemetry.reset();
          logger.error({ err: error }, 'failed');
          const printed = JSON.parse(lines.last).err;
          const { type, message, stack, ...rest } = printed;
          const told = {
            'exception.type': type,
            'exception.message': message,
            'exception.stacktrace': stack,
          };
          const others = Object.keys(rest).length > 0 ? { err: rest } : {};
          assert.deepEqual(telemetry.lines[0]?.attributes, { ...told, ...others });
        }
      }
    });

    test('a line that names an event is one', () => {
      pino(options, lines).info({ 'otel.event.name': 'order.paid', order: 7 }, 'paid');
      assert.equal(telemetry.records[0]?.eventName, 'order.paid');
      assert.deepEqual(telemetry.lines[0]?.attributes, { order: 7 });
      assert.match(lines.last, /"otel.event.name":"order.paid"/);
    });

    test('makes no record when disabled, but puts the ids in', () => {
      telemetry.options.enabled = false;
      const asked = telemetry.asked.length;
      telemetry.inRequest((span) => {
        pino(options, lines).info('x');
        assert.equal(lines.last, `{"level":30${ids(span)},"msg":"x"}\n`);
      });
      assert.deepEqual(telemetry.lines, []);
      assert.equal(telemetry.asked.length, asked);
    });

    test("keeps the app's fields of the same name, alone, from bindings, mixin, line and formatter", () => {
      const own = (line: string) => JSON.parse(line).trace_id;
      const once = (line: string) => assert.equal(line.split('"trace_id":').length, 2, line);
      const mixin = () => ({ trace_id: 'mixin' });
      const formatters = { log: (o: object) => ({ ...o, trace_id: 'formatter' }) };
      telemetry.inRequest(() => {
        pino(options, lines).child({ trace_id: 'child' }).info('x');
        assert.equal(own(lines.last), 'child');
        pino({ ...options, mixin }, lines).info('x');
        assert.equal(own(lines.last), 'mixin');
        pino(options, lines).info({ trace_id: 'line' }, 'x');
        assert.equal(own(lines.last), 'line');
        pino({ ...options, formatters }, lines).info({ a: 1 }, 'x');
        assert.equal(own(lines.last), 'formatter');
      });
      for (const line of lines.all) {
        once(line);
        assert.ok(JSON.parse(line).span_id, 'the other ids are there');
      }
    });

    test('is not kept out by a nested field of the same name', () => {
      telemetry.inRequest((span) => {
        pino(options, lines).info({ upstream: { trace_id: 'other' } }, 'x');
        assert.ok(lines.last.startsWith(`{"level":30${ids(span)},"upstream"`));
        const formatters = { log: (o: Record<string, unknown>) => o };
        pino({ ...options, formatters }, lines).info({ upstream: { trace_id: 'other' } }, 'x');
        assert.ok(lines.last.startsWith(`{"level":30${ids(span)},"upstream"`));
      });
    });

    test('makes a record of bindings, fields, mixin, message and level', () => {
      const mixin = () => ({ mixed: true });
      telemetry.inRequest((span) => {
        pino({ ...options, mixin, level: 'trace' }, lines)
          .child({ a: { b: [1, null] } })
          .debug({ n: 2 }, 'm');
        const { traceId, spanId } = span.spanContext();
        assert.deepEqual(telemetry.lines, [
          {
            severityNumber: 5,
            severityText: 'debug',
            body: 'm',
            attributes: { a: { b: [1, null] }, mixed: true, n: 2, 'http.request.id': traceId },
          },
        ]);
        assert.equal(telemetry.records[0]?.spanContext?.spanId, spanId);
        assert.equal(telemetry.records[0]?.instrumentationScope.name, 'pino');
      });
    });

    test('leaves pid and hostname to the resource', () => {
      pino({ name: 'shop' }, lines).info('x');
      assert.deepEqual(telemetry.lines[0]?.attributes, { name: 'shop' });
    });

    test('takes values after serializers, and runs each serializer once', () => {
      let runs = 0;
      const serializers = { req: (r: { url: string }) => ({ url: r.url, run: ++runs }) };
      pino({ ...options, serializers }, lines).info({ req: { url: '/', secret: 's' }, n: 1 }, 'x');
      assert.deepEqual(telemetry.lines[0]?.attributes, { req: { url: '/', run: 1 }, n: 1 });
      assert.equal(runs, 1);
    });

    test('takes values after redaction, in fields, deep fields, bindings and wildcards', () => {
      const redact = ['password', 'user.card', 'token', '*.secret'];
      const logger = pino({ ...options, redact }, lines).child({ token: 't0p' });
      logger.info({ password: 'p', user: { card: '4111', name: 'n' }, any: { secret: 's' }, ok: 1 }, 'x');
      assert.deepEqual(telemetry.lines[0]?.attributes, {
        token: '[Redacted]',
        password: '[Redacted]',
        user: { card: '[Redacted]', name: 'n' },
        any: { secret: '[Redacted]' },
        ok: 1,
      });
      assert.doesNotMatch(JSON.stringify(telemetry.lines), /t0p|4111/);
    });

    test("a child's redaction holds, and an error's", {
      skip: folder === 'pino-6-first' && 'children redact since 6.14',
    }, () => {
      const child = pino(options, lines).child({}, { redact: ['a', 'err.message', 'err.stack'] });
      child.info({ a: 'secret' }, 'x');
      assert.deepEqual(telemetry.lines[0]?.attributes, { a: '[Redacted]' });
      child.error({ err: new TypeError('secret'), other: new Error('secret') }, 'failed');
      assert.doesNotMatch(JSON.stringify(telemetry.lines), /secret/);
      assert.equal(telemetry.lines[1]?.attributes['exception.type'], 'TypeError');
    });

    test('turns errors into exception attributes', () => {
      const error = Object.assign(new RangeError('too far'), { code: 'E_FAR' });
      const logger = pino(options, lines);
      logger.error(error);
      logger.fatal({ err: error }, 'gave up');
      logger.error({ failure: error }, 'other key');
      for (const line of telemetry.lines) {
        assert.equal(line.attributes['exception.type'], 'RangeError');
        assert.equal(line.attributes['exception.message'], 'too far');
        assert.match(String(line.attributes['exception.stacktrace']), /^RangeError: too far\n {4}at /);
      }
      const [alone] = telemetry.lines;
      if (isSix)
        assert.deepEqual([alone?.attributes['code'], alone?.attributes['type']], ['E_FAR', undefined]);
      else assert.deepEqual(alone?.attributes['err'], { code: 'E_FAR' });
      assert.deepEqual(
        telemetry.lines.map((l) => [l.severityNumber, l.body]),
        [
          [17, 'too far'],
          [21, 'gave up'],
          [17, 'other key'],
        ],
      );
    });

    test('honours messageKey, nestedKey, formatters and crlf', () => {
      const formatters = {
        level: (label: string) => ({ severity: label }),
        log: (o: object) => ({ ...o, f: 1 }),
      };
      telemetry.inRequest((span) => {
        pino({ ...options, messageKey: 'message', formatters, crlf: true }, lines).info({ a: 1 }, 'x');
        assert.equal(lines.last, `{"severity":"info"${ids(span)},"a":1,"f":1,"message":"x"}\r\n`);
        pino({ ...options, nestedKey: 'payload' }, lines).info({ a: 1 }, 'y');
        assert.equal(lines.last, `{"level":30${ids(span)},"payload":{"a":1},"msg":"y"}\n`);
      });
      const [first, second] = telemetry.lines;
      assert.equal(first?.body, 'x');
      assert.equal(first?.attributes['f'], 1);
      assert.equal(second?.body, 'y');
      assert.deepEqual(second?.attributes['payload'], { a: 1 });
    });

    test('maps custom levels by name, then by number', () => {
      const customLevels = { notice: 35, detail: 25, loud: 80 };
      const logger = pino({ ...options, level: 'trace', customLevels }, lines);
      logger.notice('a');
      logger.detail('b');
      logger.loud('c');
      logger.trace('d');
      assert.deepEqual(
        telemetry.lines.map((l) => [l.severityText, l.severityNumber]),
        [
          ['notice', 10],
          ['detail', 7],
          ['loud', 24],
          ['trace', 1],
        ],
      );
    });

    test('makes no record of lines that no stream takes', { skip: noStreams }, () => {
      const quiet = new Lines();
      const streams = [{ level: 'error' as const, stream: quiet }];
      const logger = pino({ ...options, level: 'trace' }, pino.multistream(streams));
      logger.info('dropped');
      logger.error('kept');
      pino({ ...options, level: 'warn' }, lines).info('below');
      pino({ ...options, enabled: false }, lines).error('off');
      assert.deepEqual(
        telemetry.lines.map((l) => l.body),
        ['kept'],
      );
      assert.equal(quiet.all.length, 1);
    });

    test('one record a line with several streams, the ids in each', { skip: noStreams }, () => {
      const two = new Lines();
      const logger = pino(options, pino.multistream([{ stream: lines }, { stream: two }]));
      telemetry.inRequest((span) => logger.info('x') ?? assert.ok(lines.last.includes(ids(span))));
      assert.equal(lines.last, two.last);
      assert.equal(telemetry.lines.length, 1);
    });

    test('sees new bindings', () => {
      const logger = pino(options, lines).child({ a: 1 });
      logger.info('x');
      logger.setBindings({ b: 2 });
      logger.info('y');
      assert.deepEqual(telemetry.lines[1]?.attributes, { a: 1, b: 2 });
    });

    test('a serializer that logs has its line too, with its own ids', () => {
      const inner = pino(options, lines);
      const serializers = { v: (v: string) => inner.info('inner') ?? v };
      telemetry.inRequest((span) => {
        pino({ ...options, serializers }, lines).info({ v: 'x' }, 'outer');
        for (const line of lines.all) assert.equal(line.split(ids(span)).length, 2, line);
      });
      assert.deepEqual(
        telemetry.lines.map((l) => l.body),
        ['inner', 'outer'],
      );
    });

    test('writes the line with its ids when the SDK fails', () => {
      telemetry.isBroken = true;
      telemetry.inRequest((span) => {
        pino(options, lines).info('x');
        assert.equal(lines.last, `{"level":30${ids(span)},"msg":"x"}\n`);
      });
      telemetry.isBroken = false;
      assert.deepEqual(telemetry.lines, []);
    });
  });
}

test('a streamWrite hook has the last word on the record', () => {
  const pino = require('pino') as Pino;
  const lines = new Lines();
  let runs = 0;
  const streamWrite = (line: string) => {
    runs++;
    return line.replaceAll('s3cret', '***');
  };
  telemetry.reset();
  telemetry.inRequest(() =>
    pino({ hooks: { streamWrite } }, lines).child({ a: 1 }).info({ b: 's3cret' }, 'x s3cret'),
  );
  const { 'http.request.id': _, ...attributes } = telemetry.lines[0]!.attributes;
  assert.deepEqual([telemetry.lines[0]?.body, attributes], ['x ***', { a: 1, b: '***' }]);
  assert.match(lines.last, /"trace_id":/);
  assert.equal(runs, 1);
  assert.equal(telemetry.lines.length, 1);
});

test('prints other names, and no request id, when told so', () => {
  const pino = require('pino') as Pino;
  const lines = new Lines();
  const proto = Object.getPrototypeOf(Object.getPrototypeOf(pino(lines as never)));
  const options = {
    ...telemetry.options,
    requestIds: false,
    fields: { traceId: 'trace.id', spanId: 'span.id' },
  };
  const own = Object.create(proto);
  pinoPatch({ ...options, enabled: false }).patch(() => Object.create(own), { name: 'pino' });
  const logger = Object.setPrototypeOf(pino({ base: null }, lines as never), own);
  telemetry.inRequest((span) => {
    logger.info({ trace_id: 'a', span_id: 'b', request_id: 'c' }, 'x');
    assert.match(
      lines.last,
      new RegExp(`"trace.id":"${span.spanContext().traceId}","span.id":"[0-9a-f]{16}"`),
    );
    assert.doesNotMatch(lines.last, /request_id":"(?!c)/);
  });
});
