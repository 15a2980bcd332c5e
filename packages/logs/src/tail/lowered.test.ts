/** Lines that loggers keep to themselves: what becomes of them, and that nothing else changes. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { beforeEach, describe, test } from 'node:test';
import { bunyanPatch } from '../bunyan/bunyan.ts';
import type { ModulePatch } from '../options.ts';
import { pinoPatch } from '../pino/pino.ts';
import { isLowered } from '../records/lowered.ts';
import { TestTelemetry } from '../test-telemetry.ts';
import { winstonPatch } from '../winston/winston.ts';

// biome-ignore lint/suspicious/noExplicitAny: loggers of many versions
type Any = any;

const require = createRequire(import.meta.url);
const seen: boolean[] = [];
const telemetry = new TestTelemetry({
  onEmit: () => seen.push(isLowered()),
  forceFlush: async () => {},
  shutdown: async () => {},
});
let isWanted = true;
telemetry.options.lowered = () => isWanted;

function patched(folder: string, patches: readonly ModulePatch[]): Any {
  const { version } = require(`${folder}/package.json`);
  for (const { file, module, patch } of patches) {
    const path = file === 'lib/bunyan.js' ? folder : `${folder}/${file}`;
    patch(require(path), { name: module, version });
  }
  return require(folder);
}

class Lines {
  readonly all: string[] = [];
  write(line: string): boolean {
    this.all.push(line);
    return true;
  }
  /** The messages of what was printed. */
  get said(): unknown[] {
    return this.all.map((line) => JSON.parse(line).msg ?? JSON.parse(line).message);
  }
}

/** Each record with how it was made: `debug cache miss, lowered`. */
function made(): string[] {
  return telemetry.records.map(
    ({ severityText, body }, at) => `${severityText} ${body}${seen[at] ? ', lowered' : ''}`,
  );
}

let lines: Lines;
beforeEach(() => {
  lines = new Lines();
  telemetry.reset();
  seen.length = 0;
  isWanted = true;
});

const PINOS = [
  'pino-6-first',
  'pino-6',
  'pino-7-first',
  'pino-7',
  'pino-8-first',
  'pino-8',
  'pino-9',
  'pino',
];

for (const folder of PINOS) {
  const pino = patched(folder, [pinoPatch(telemetry.options)]);
  const hasPrefixes = ['pino-8', 'pino-9', 'pino'].includes(folder);
  // Before 6.14 what children have of their own is among their bindings.
  const childOf = (logger: Any, bindings: object, options: object) =>
    folder === 'pino-6-first' ? logger.child({ ...bindings, ...options }) : logger.child(bindings, options);
  const newLogger = (options: object = {}) => pino({ base: null, timestamp: false, ...options }, lines);

  describe(folder, () => {
    test('makes records of lines from debug on that the level keeps out, and prints what it printed', () => {
      const logger = newLogger({ level: 'warn' });
      for (const level of ['trace', 'debug', 'info', 'warn', 'error']) logger[level](`at ${level}`);
      assert.deepEqual(lines.said, ['at warn', 'at error']);
      assert.deepEqual(made(), [
        'debug at debug, lowered',
        'info at info, lowered',
        'warn at warn',
        'error at error',
      ]);
      assert.deepEqual([logger.level, logger.levelVal], ['warn', 40]);
    });

    test('tells the app that these levels are on, where their lines are wanted', () => {
      const logger = newLogger();
      assert.deepEqual(
        ['trace', 'debug', 'info', 'none'].map((l) => logger.isLevelEnabled(l)),
        [false, true, true, false],
      );
      isWanted = false;
      assert.equal(logger.isLevelEnabled('debug'), false);
      logger.debug({ toJSON: () => assert.fail('made') }, 'not made');
      assert.deepEqual(made(), []);
    });

    test('follows levels that are set later, and silence', () => {
      const logger = newLogger();
      logger.level = 'error';
      logger.warn('kept out');
      logger.level = 'debug';
      logger.debug('printed');
      logger.level = 'silent';
      logger.info('silent');
      assert.deepEqual(lines.said, ['printed']);
      assert.deepEqual(made(), ['warn kept out, lowered', 'debug printed']);
    });

    test('of children, with their bindings, serializers, levels and prefixes', () => {
      const logger = newLogger({ redact: ['card'], serializers: { user: (u: Any) => u.id } });
      const prefix = hasPrefixes ? { msgPrefix: '[shop] ' } : {};
      const child = childOf(logger, { order: 7, card: 'secret' }, prefix);
      child.debug({ user: { id: 1 }, card: 'secret' }, 'paid %d', 5);
      const silent = childOf(child, {}, { level: 'silent' });
      silent.debug('silent');
      const louder = childOf(logger, {}, { level: 'debug' });
      louder.debug('printed');
      assert.deepEqual(lines.said, ['printed']);
      assert.deepEqual(telemetry.lines.slice(0, 1), [
        {
          severityNumber: 5,
          severityText: 'debug',
          body: `${hasPrefixes ? '[shop] ' : ''}paid 5`,
          attributes: { order: 7, card: '[Redacted]', user: 1 },
        },
      ]);
      assert.deepEqual(made().slice(1), ['debug printed']);
      child.setBindings({ later: true });
      child.debug('again');
      assert.equal(telemetry.lines.at(-1)!.attributes['later'], true);
    });

    test('with mixins, hooks and levels of the app, none of which can hurt it', () => {
      const hooked: unknown[] = [];
      const logger = newLogger({
        customLevels: { audit: 25, chatty: 15 },
        mixin: () => ({ mixed: 1 }),
        hooks: {
          logMethod(this: Any, args: Any[], method: Any, level: number) {
            hooked.push(level);
            method.apply(this, [`hooked ${args[0]}`]);
          },
        },
        serializers: {
          bad: () => {
            throw new Error('of the app');
          },
        },
      });
      logger.audit('a');
      logger.chatty('b');
      logger.debug({ bad: 1 }, 'c');
      const { debug } = logger;
      debug('without a logger');
      assert.deepEqual(lines.all, []);
      assert.deepEqual(hooked.slice(0, 1), [folder === 'pino-6-first' ? undefined : 25]);
      assert.deepEqual(made().slice(0, 1), ['audit hooked a, lowered']);
      assert.equal(telemetry.lines[0]!.attributes['mixed'], 1);
    });

    const skip = folder.startsWith('pino-6') && 'pino has multistream since 7';
    test('writes to no stream, however many there are', { skip }, () => {
      const other = new Lines();
      const logger = pino(
        { level: 'info' },
        pino.multistream([
          { stream: lines, level: 'debug' },
          { stream: other, level: 'error' },
        ]),
      );
      logger.debug('kept out');
      logger.info('printed');
      assert.deepEqual([lines.said, other.said], [['printed'], []]);
      assert.deepEqual(made(), ['debug kept out, lowered', 'info printed']);
    });

    if (folder === 'pino' || folder === 'pino-9')
      test('of loggers whose levels count downwards', () => {
        const customLevels = { trace: 60, debug: 50, info: 40, warn: 30 };
        const logger = newLogger({
          customLevels,
          levelComparison: 'DESC',
          useOnlyCustomLevels: true,
          level: 'info',
        });
        logger.debug('kept out');
        logger.trace('too much');
        logger.warn('printed');
        assert.deepEqual(lines.said, ['printed']);
        assert.deepEqual(made(), ['debug kept out, lowered', 'warn printed']);
      });
  });
}

for (const folder of ['winston-first', 'winston']) {
  const winston = patched(folder, [winstonPatch(telemetry.options)]);
  const { Writable } = require('node:stream');
  const transport = (options: object = {}) =>
    new winston.transports.Stream({
      stream: new Writable({
        write(chunk: Buffer, _: string, done: () => void) {
          lines.write(String(chunk));
          done();
        },
      }),
      ...options,
    });
  const newLogger = (options: object = {}, ...transports: Any[]) =>
    winston.createLogger({
      format: winston.format.json(),
      transports: transports.length > 0 ? transports : [transport()],
      ...options,
    });

  describe(folder, () => {
    test('makes records of lines from debug on that no transport lets out', () => {
      const logger = newLogger({ level: 'warn' });
      for (const level of ['silly', 'debug', 'verbose', 'info', 'warn', 'error'])
        logger[level](`at ${level}`);
      assert.deepEqual(lines.said, ['at warn', 'at error']);
      assert.deepEqual(made(), [
        'debug at debug, lowered',
        'verbose at verbose, lowered',
        'info at info, lowered',
        'warn at warn',
        'error at error',
      ]);
    });

    test('tells the app that these levels are on, where their lines are wanted', () => {
      const logger = newLogger();
      if (logger.isLevelEnabled === undefined) return;
      assert.deepEqual(
        ['silly', 'debug', 'info'].map((l) => logger.isLevelEnabled(l)),
        [false, true, true],
      );
      assert.equal(logger.isDebugEnabled(), true);
      isWanted = false;
      assert.deepEqual([logger.isLevelEnabled('debug'), logger.isLevelEnabled('info')], [false, true]);
      logger.debug('not wanted');
      assert.deepEqual(made(), []);
    });

    test('not of silent loggers, or where all transports are silent', () => {
      const silent = newLogger({ silent: true });
      silent.debug('silent');
      assert.notEqual(silent.isLevelEnabled?.('debug'), true);
      newLogger({}, transport({ silent: true })).debug('unheard');
      assert.deepEqual(made(), []);
      const logger = newLogger({}, transport({ level: 'error' }), transport({ silent: true }));
      logger.info('kept out by level');
      assert.deepEqual(made(), ['info kept out by level, lowered']);
      assert.deepEqual(lines.all, []);
    });

    test('of children', { skip: folder === 'winston-first' && 'its loggers have none' }, () => {
      newLogger().child({ order: 7 }).debug('kept out');
      assert.deepEqual(lines.all, []);
      assert.deepEqual(made(), ['debug kept out, lowered']);
      assert.equal(telemetry.lines[0]!.attributes['order'], 7);
    });
  });
}

for (const folder of ['bunyan-first', 'bunyan-1', 'bunyan']) {
  const bunyan = patched(folder, [bunyanPatch(telemetry.options)]);
  const newLogger = (options: object = {}) =>
    bunyan.createLogger({ name: 'app', level: 'info', stream: lines, ...options });

  describe(folder, () => {
    test('makes records of lines from debug on that the level keeps out', () => {
      const logger = newLogger({ level: 'warn' });
      for (const level of ['trace', 'debug', 'info', 'warn', 'error']) logger[level](`at ${level}`);
      assert.deepEqual(lines.said, ['at warn', 'at error']);
      assert.deepEqual(made(), [
        'debug at debug, lowered',
        'info at info, lowered',
        'warn at warn',
        'error at error',
      ]);
      assert.equal(logger.level(), 40);
    });

    test('tells the app that these levels are on, where their lines are wanted', () => {
      const logger = newLogger();
      assert.deepEqual([logger.trace(), logger.debug(), logger.info()], [false, true, true]);
      isWanted = false;
      assert.equal(logger.debug(), false);
      logger.debug('not wanted');
      assert.deepEqual(made(), []);
    });

    test('of children, with fields and serializers as the text has them', () => {
      const logger = newLogger({ serializers: { user: (u: Any) => u.id } });
      const child = logger.child({ order: 7 });
      child.debug({ user: { id: 1 }, deep: { toJSON: () => 'as text' } }, 'paid %d', 5);
      assert.deepEqual(lines.all, []);
      assert.deepEqual(telemetry.lines, [
        {
          severityNumber: 5,
          severityText: 'debug',
          body: 'paid 5',
          attributes: { name: 'app', order: 7, user: 1, deep: 'as text' },
        },
      ]);
      assert.equal(telemetry.records[0]!.attributes['hostname'], undefined, hostname());
    });

    test('of none that is silent, and raw streams see nothing', () => {
      const raw: object[] = [];
      const stream = { write: (line: object) => raw.push(line) };
      const logger = bunyan.createLogger({ name: 'app', streams: [{ type: 'raw', stream, level: 'info' }] });
      logger.debug({ order: { id: 7 } }, 'kept out');
      bunyan.createLogger({ name: 'app', streams: [] }).debug('nowhere');
      // Bunyan 1.0 knows no such level.
      if (folder !== 'bunyan-first') newLogger({ level: bunyan.FATAL + 1 }).error('silent');
      assert.deepEqual(raw, []);
      assert.deepEqual(made(), ['debug kept out, lowered']);
      assert.deepEqual(telemetry.lines[0]!.attributes['order'], { id: 7 });
    });

    test('says where a line was written, of lines that are printed and of the others', () => {
      const logger = newLogger({ src: true });
      const here = () => logger.info('printed');
      here();
      const { src } = JSON.parse(lines.all[0]!);
      assert.deepEqual([src.func, src.file.endsWith('lowered.test.ts')], ['here', true]);
      const there = () => logger.debug('kept out');
      there();
      assert.equal((telemetry.lines[1]!.attributes['src'] as Any).func, 'there');
    });

    test('an app that puts methods of its own in place of these has them', () => {
      const logger = newLogger();
      logger.debug = () => 'own';
      assert.equal(logger.debug(), 'own');
      assert.deepEqual(Object.keys(logger).includes('debug'), true);
      const getter = { get: () => assert.fail('read') };
      newLogger().debug(Object.defineProperty({}, 'x', { ...getter, enumerable: true }), 'no harm');
    });
  });
}
