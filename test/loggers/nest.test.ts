/** Nest's own logger in Nest's own applications: 10 to 12, whoever brings the logger. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type OtlpServer, runNode, startOtlpServer } from '@waymark/testing';
import { ensureFrameworks } from './packages.mjs';

ensureFrameworks();
const folder = mkdtempSync(join(tmpdir(), 'waymark-nest-logger-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const PINO = pathOf('../../node_modules/pino/pino.js');

const VERSIONS = { 10: '../nest/10', 11: '../nest/11', 12: '../nest' };
const NAMES = {
  'reflect-metadata': '{}',
  '@nestjs/core': '{ NestFactory }',
  '@nestjs/common': '{ ConsoleLogger, Controller, Get, Logger, Module }',
  'node:http': '{ get }',
};

/** An application that logs in a request, and fails in another. @param options of Nest; `logger` may be made in `before` */
const body = (options: string, before = '') => `${before}
class Cats {
  logger = new Logger('Cats');
  one() { this.logger.warn('asked for'); return 'cat'; }
  lost() { throw new RangeError('no cat'); }
}
for (const [name, path] of [['one', '/one'], ['lost', '/lost']])
  Get(path)(Cats.prototype, name, Object.getOwnPropertyDescriptor(Cats.prototype, name));
Controller()(Cats);
class App {}
Module({ controllers: [Cats] })(App);
NestFactory.create(App, ${options}).then(async (app) => {
  const server = await app.listen(0, '127.0.0.1');
  for (const path of ['/one', '/lost'])
    await new Promise((done) => get({ host: '127.0.0.1', port: server.address().port, path, agent: false }, (answer) =>
      answer.resume().on('end', done)));
  await app.close();
});`;

function write(version: keyof typeof VERSIONS, kind: 'cjs' | 'mjs', text: string): string {
  const dir = mkdtempSync(join(folder, 'app-'));
  mkdirSync(join(dir, 'node_modules'));
  const link = (path: string, name: string) =>
    symlinkSync(pathOf(`${path}/node_modules/${name}`), join(dir, 'node_modules', name));
  link(VERSIONS[version], '@nestjs');
  link('../nest', 'reflect-metadata');
  writeFileSync(join(dir, 'package.json'), '{"name":"shop"}');
  const lines = Object.entries(NAMES).map(([module, names]) =>
    kind === 'cjs' ? `const ${names} = require('${module}');` : `import ${names} from '${module}';`,
  );
  writeFileSync(join(dir, `app.${kind}`), `${lines.join('\n')}\n${text}`);
  return join(dir, `app.${kind}`);
}

async function run(file: string, sink: OtlpServer): Promise<string> {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_METRICS_EXPORTER: 'none', NO_COLOR: '1' };
  const { code, stdout, stderr } = await runNode(file, { register: 'require', env });
  assert.equal(code, 0, stderr);
  sink.assertClean();
  return stdout;
}

/** The records of requests, by scope and logger, and whether each is an event of the request's span. */
function told({ spans, logs }: OtlpServer) {
  return logs
    .filter(({ traceId }) => traceId !== undefined)
    .map(({ scope, severityText, body: said, attributes, spanId }) => {
      const span = spans.find((each) => each.spanId === spanId);
      const isEvent = span?.events.some((event) => event.attributes['message'] === said) ?? false;
      return [scope.name, severityText, said, attributes['logger.name'] ?? attributes['context'], isEvent];
    });
}

for (const version of [10, 11, 12] as const) {
  describe(`Nest ${version}`, () => {
    for (const kind of ['cjs', 'mjs'] as const) {
      test(`its lines are records, and on the span of their request: app.${kind}`, async () => {
        await using sink = await startOtlpServer();
        const stdout = await run(write(version, kind, body('{}')), sink);
        assert.deepEqual(told(sink), [
          ['nestjs', 'warn', 'asked for', 'Cats', true],
          ['nestjs', 'error', 'no cat', 'ExceptionsHandler', true],
        ]);
        assert.doesNotMatch(stdout, /trace_id/);
        const failed = sink.logs.find(({ severityText }) => severityText === 'error');
        assert.equal(failed?.attributes['exception.type'], 'RangeError');
        assert.match(String(failed?.attributes['exception.stacktrace']), /^RangeError: no cat\n {4}at /);
        assert.ok(
          sink.logs.some(({ body: said, traceId }) => said === 'Starting Nest application...' && !traceId),
        );
      });
    }

    test('a logger of the app over pino has the records of pino alone', async () => {
      await using sink = await startOtlpServer();
      const logger = `
        const pino = ${version === 10 ? `require(${JSON.stringify(PINO)})` : `process.getBuiltinModule('node:module').createRequire(${JSON.stringify(pathToFileURL(PINO).href)})('./pino.js')`};
        const base = pino();
        const logger = Object.fromEntries(['log', 'error', 'warn', 'debug', 'verbose', 'fatal'].map((level) =>
          [level, (message, ...rest) =>
            base[{ log: 'info', verbose: 'trace' }[level] ?? level]({ context: rest.at(-1) }, String(message.message ?? message))]));`;
      await run(write(version, 'cjs', body('{ logger }', logger)), sink);
      assert.deepEqual(told(sink), [
        ['pino', 'warn', 'asked for', 'Cats', true],
        ['pino', 'error', 'no cat', 'ExceptionsHandler', true],
      ]);
      assert.deepEqual(
        sink.logs.filter(({ scope }) => scope.name === 'nestjs'),
        [],
      );
    });

    test('a ConsoleLogger of the app in its own dress is told once', async () => {
      await using sink = await startOtlpServer();
      const logger = `
        class Own extends ConsoleLogger {
          formatMessage(level, message) { return \`own \${message.message ?? message}\\n\`; }
        }`;
      const stdout = await run(write(version, 'cjs', body('{ logger: new Own() }', logger)), sink);
      assert.match(stdout, /^own asked for$/m);
      assert.deepEqual(
        told(sink).map(([scope, , said]) => [scope, said]),
        [
          ['nestjs', 'asked for'],
          ['nestjs', 'no cat'],
        ],
      );
    });

    test('what a message logs that is a function is a line of its own', async () => {
      await using sink = await startOtlpServer();
      const lazy = `
        const logger = new ConsoleLogger('lazy');
        logger.log(() => { logger.warn('inside'); return 'outside'; });`;
      await run(write(version, 'cjs', body('{ logger: false }', lazy)), sink);
      assert.deepEqual(
        sink.logs.map(({ severityText, body: said }) => [severityText, said]),
        [
          ['warn', 'inside'],
          ['log', 'outside'],
        ],
      );
    });

    if (version === 10) return;
    test('its lines of JSON have the ids of their request', async () => {
      await using sink = await startOtlpServer();
      const stdout = await run(
        write(version, 'mjs', body('{ logger: new ConsoleLogger({ json: true }) }')),
        sink,
      );
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const [line] = lines.filter(({ message }) => message === 'asked for');
      const span = sink.spans.find(({ attributes }) => attributes['url.path'] === '/one');
      assert.deepEqual(
        [line.trace_id, line.span_id, line.request_id, line['service.name'], line.context],
        [span?.traceId, span?.spanId, span?.traceId, 'shop', 'Cats'],
      );
      const [outside] = lines;
      assert.deepEqual([outside.message, outside.trace_id], ['Starting Nest application...', undefined]);
      assert.equal(told(sink).length, 2);
    });

    if (version !== 12) return;
    test('what waits in its buffer is told when it is printed', async () => {
      await using sink = await startOtlpServer();
      await run(write(version, 'cjs', body('{ bufferLogs: true }')), sink);
      assert.equal(told(sink).length, 2);
      assert.equal(sink.logs.filter(({ body: said }) => said === 'Starting Nest application...').length, 1);
    });

    test('without a logger there is nothing to tell', async () => {
      await using sink = await startOtlpServer();
      await run(write(version, 'cjs', body('{ logger: false }')), sink);
      assert.deepEqual(sink.logs, []);
      assert.equal(sink.spans.filter(({ kind: each }) => each === 'SERVER').length, 2);
    });
  });
}
