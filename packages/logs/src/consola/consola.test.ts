import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, mock, test } from 'node:test';
import winston from 'winston';
import { patchConsole } from '../console/console.ts';
import { ConsoleLines } from '../console/console-lines.ts';
import { TestTelemetry } from '../test-telemetry.ts';
import { winstonPatch } from '../winston/winston.ts';
import { consolaPatches } from './consola.ts';

// biome-ignore lint/suspicious/noExplicitAny: the versions' types differ
type Any = any;

// In CI and in tests consola 3 starts with its other reporter, which prints no stacks.
for (const name of ['CI', 'TEST', 'NODE_ENV']) delete process.env[name];

const require = createRequire(import.meta.url);
const telemetry = new TestTelemetry();
telemetry.options.serviceName = () => 'shop';
patchConsole(() => new ConsoleLines(telemetry.options));
const winstons = winstonPatch(telemetry.options);
winstons.patch(require(`winston/${winstons.file}`), { name: 'winston' });
const patches = consolaPatches(telemetry.options);

/** consola 2 has one logger for all copies, on the global object. */
function patched(folder: string): Any {
  delete (globalThis as Any).consola;
  const consola = require(folder);
  for (const { patch } of patches.slice(0, 2)) assert.equal(patch(consola, { name: 'consola' }), consola);
  return consola;
}

const temporary = mkdtempSync(join(tmpdir(), 'waymark-consola-'));
after(() => rmSync(temporary, { recursive: true }));

/** A stream to a file: the first 3 writes to its descriptor, the others to itself. */
class Output {
  readonly #path = join(temporary, 'out');
  readonly fd = openSync(this.#path, 'w');
  write(text: string): boolean {
    writeSync(this.fd, text);
    return true;
  }
  get text(): string {
    return readFileSync(this.#path, 'utf8');
  }
}

for (const folder of ['consola-first', 'consola-2', 'consola-3-first', 'consola']) {
  const consola = patched(folder);

  describe(folder, () => {
    let out: Output;
    let objects: Any[];
    const seeing = { log: (line: Any) => void objects.push(line) };
    const text = (options: object = {}) =>
      consola.create({ stdout: out, stderr: out, level: 5, throttle: 1, ...options });
    const objectsOnly = () => text({ reporters: [seeing] });
    beforeEach(() => {
      out = new Output();
      objects = [];
      telemetry.reset();
      telemetry.options.enabled = true;
      telemetry.isBroken = false;
    });

    afterEach(() => closeSync(out.fd));

    test("puts the fields into the objects that reporters get, and makes a request's records", () => {
      telemetry.inRequest((span) => {
        objectsOnly().withTag('shop').withTag('orders').info('paid %s with', 'order', { a: 1 });
        const { traceId, spanId } = span.spanContext();
        const { date, ...line } = objects[0];
        assert.deepEqual(line, {
          type: 'info',
          level: 3,
          tag: 'shop:orders',
          args: ['paid %s with', 'order', { a: 1 }],
          trace_id: traceId,
          span_id: spanId,
          request_id: 'req-7',
          'service.name': 'shop',
        });
        assert.ok(date instanceof Date);
      }, 'req-7');
      assert.deepEqual(telemetry.lines, [
        {
          severityNumber: 9,
          severityText: 'info',
          body: 'paid order with { a: 1 }',
          attributes: { 'logger.name': 'shop:orders', 'http.request.id': 'req-7' },
        },
      ]);
    });

    test('leaves a line outside of a request as it is, and still makes its record', () => {
      objectsOnly().success('x');
      assert.equal(objects[0].trace_id, undefined);
      assert.deepEqual(telemetry.lines, [
        { severityNumber: 9, severityText: 'success', body: 'x', attributes: {} },
      ]);
    });

    test('text is what it was', () => {
      // Both lines in one second, which some print.
      mock.timers.enable({ apis: ['Date'], now: 0 });
      const log = text();
      log.warn('x', { a: 1 });
      const bare = out.text;
      telemetry.inRequest(() => log.warn('x', { a: 1 }));
      mock.timers.reset();
      assert.match(bare, /x.*a.*1/s);
      assert.equal(out.text, bare.repeat(2));
    });

    test('maps the types', () => {
      // consola ranks its own `verbose` below all others.
      const log = text({ reporters: [seeing], level: Number.POSITIVE_INFINITY });
      const severities = {
        fatal: 21,
        error: 17,
        warn: 13,
        log: 9,
        info: 9,
        start: 9,
        ready: 9,
        debug: 5,
        trace: 1,
        verbose: 1,
      };
      // The first 2 has not all of them.
      const own = Object.entries(severities).filter(([type]) => log[type] !== undefined);
      assert.ok(own.length > 6);
      for (const [type] of own) log[type](`a ${type}`);
      assert.deepEqual(
        telemetry.lines.map((l) => [l.severityText, l.severityNumber]),
        own,
      );
    });

    test('fields of an object that is logged, and of the defaults of a logger, are attributes', () => {
      telemetry.inRequest(() =>
        objectsOnly()
          .withDefaults({ module: 'm', trace_id: 'mine' })
          .info({ message: 'paid', additional: 'and more', order: 7, deep: { a: [1] } }),
      );
      assert.equal(objects[0].trace_id, 'mine');
      assert.equal(telemetry.lines[0]?.body, 'paid \nand more');
      const { 'http.request.id': _, ...others } = telemetry.lines[0]?.attributes ?? {};
      assert.deepEqual(others, { module: 'm', trace_id: 'mine', order: 7, deep: { a: [1] } });
    });

    test('an error is exception.*, and its stack is not in the message', () => {
      const error = new TypeError('boom');
      objectsOnly().error('failed:', error);
      objectsOnly().error(error);
      assert.deepEqual(
        telemetry.lines.map((l) => l.body),
        ['failed: TypeError: boom', 'boom'],
      );
      assert.deepEqual(telemetry.lines[0]?.attributes, {
        'exception.type': 'TypeError',
        'exception.message': 'boom',
        'exception.stacktrace': error.stack,
      });
    });

    test('no record of a line below the level, and of one without reporters', () => {
      text({ reporters: [seeing], level: 1 }).info('x');
      text({ reporters: [] }).error('x');
      assert.deepEqual([objects, telemetry.lines], [[], []]);
    });

    test('one record of a line that a reporter prints through console or winston', () => {
      const other = winston.createLogger({
        transports: [
          new winston.transports.Console({ silent: false, log: (_: Any, done: Any) => done() } as Any),
        ],
      });
      const reporters = [
        { log: (line: Any) => console.log('%j', line.args) },
        { log: (line: Any) => void other.info(line.args[0]) },
      ];
      text({ reporters }).info('x');
      assert.deepEqual(
        telemetry.records.map((r) => [r.instrumentationScope.name, r.body]),
        [['consola', 'x']],
      );
    });

    test('as a whole console: once', () => {
      const log = text();
      log.wrapConsole();
      console.warn('x');
      log.restoreConsole();
      assert.deepEqual(
        telemetry.records.map((r) => [r.instrumentationScope.name, r.body]),
        [['consola', 'x']],
      );
    });

    if (folder.startsWith('consola-3') || folder === 'consola') {
      test('trace prints its stack without us in it, and has its record', () => {
        telemetry.inRequest(() => text().trace('here'));
        assert.match(out.text, /here/);
        assert.match(out.text, /_log/);
        assert.match(out.text, /consola\.test\.ts/);
        assert.doesNotMatch(out.text, /(consola|console-mute)\.ts:/);
        assert.deepEqual(
          telemetry.lines.map((l) => [l.severityNumber, l.body]),
          [[1, 'here']],
        );
      });
    }

    test('as stdout: what console writes is one record, and what nobody else knows is one of consola', () => {
      const { stdout, stderr } = process;
      const log = consola.create({ stdout, stderr, level: 5, reporters: [seeing] });
      log.wrapStd();
      console.info('by console');
      stdout.write('by nobody');
      log.restoreStd();
      assert.deepEqual(
        telemetry.records.map((r) => [r.instrumentationScope.name, r.body]),
        [
          ['console', 'by console'],
          ['consola', 'by nobody'],
        ],
      );
      assert.equal(objects.length, 2);
    });

    test('what a reporter throws reaches the app as without us', () => {
      const broken = {
        log: () => {
          throw new RangeError('disk full');
        },
      };
      assert.throws(() => text({ reporters: [broken] }).info('x'), RangeError);
      console.log('');
      assert.equal(telemetry.lines.at(-1)?.severityText, 'log', 'console has records again');
    });

    test('makes no record when disabled, but puts the fields in; and does not mind a broken SDK', () => {
      const log = objectsOnly();
      telemetry.options.enabled = false;
      telemetry.inRequest(() => log.info('x'));
      telemetry.options.enabled = true;
      telemetry.isBroken = true;
      telemetry.inRequest(() => log.info('y'));
      assert.deepEqual(telemetry.lines, []);
      assert.ok(objects.every((line) => line.trace_id));
      assert.equal(objects.length, 2);
    });
  });
}

test('what is repeated is printed once more with its ids, and so recorded', async () => {
  const consola = require('consola');
  const objects: Any[] = [];
  const log = consola.create({
    reporters: [{ log: (line: Any) => void objects.push(line) }],
    throttle: 20,
    throttleMin: 2,
  });
  telemetry.reset();
  telemetry.isBroken = false;
  telemetry.inRequest(() => {
    for (let i = 0; i < 6; i++) log.info('again');
  });
  while (objects.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(
    telemetry.lines.map((l) => l.body),
    ['again', 'again', 'again', 'again (repeated 3 times)'],
  );
  assert.ok(objects.every((line) => line.trace_id === objects[0].trace_id && line.trace_id));
  assert.deepEqual(telemetry.lines[3]?.attributes, telemetry.lines[2]?.attributes);
});
