/** The loggers that Fastify and Restify bring, which are pino's: a line of a request, by whatever it is called, is told once. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type OtlpServer, runNode, startOtlpServer } from '@waymark/testing';
import { ensureFrameworks } from './packages.mjs';

ensureFrameworks();
const folder = mkdtempSync(join(tmpdir(), 'waymark-framework-loggers-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const FRAMEWORKS = '../frameworks/node_modules';
const WORKSPACE = '../../node_modules';

/** Runs an application with those packages, by their names there; returns its lines. */
async function run(
  sink: OtlpServer,
  packages: Readonly<Record<string, string>>,
  kind: 'cjs' | 'mjs',
  text: string,
): Promise<Record<string, unknown>[]> {
  const dir = mkdtempSync(join(folder, 'app-'));
  mkdirSync(join(dir, 'node_modules'));
  const lines = Object.entries(packages).map(([name, path]) => {
    symlinkSync(pathOf(path), join(dir, 'node_modules', name));
    return kind === 'cjs' ? `const ${name} = require('${name}');` : `import ${name} from '${name}';`;
  });
  writeFileSync(join(dir, 'package.json'), '{"name":"shop"}');
  const file = join(dir, `app.${kind}`);
  writeFileSync(file, `${lines.join('\n')}\nconst { get } = process.getBuiltinModule('node:http');\n${text}`);
  const { code, stdout, stderr } = await runNode(file, {
    register: 'require',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_METRICS_EXPORTER: 'none' },
  });
  assert.equal(code, 0, stderr);
  sink.assertClean();
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** Asks a server for each path, one after the other. */
const ASK = `
const ask = async (port, ...paths) => {
  for (const path of paths)
    await new Promise((done) => get({ host: '127.0.0.1', port, path, agent: false }, (answer) =>
      answer.resume().on('end', done)));
};`;

/** @param options of Fastify, with a logger whose lines have no time */
const fastifyApp = (options: string) => `${ASK}
const app = fastify(${options});
app.get('/pay', async (request) => { request.log.info({ order: 7, card: '4242' }, 'paid by %s', 'card'); return 'ok'; });
app.get('/lost', async () => { throw new RangeError('no such order'); });
app.listen({ port: 0, host: '127.0.0.1' }).then(async () => {
  await ask(app.server.address().port, '/pay', '/lost');
  await app.close();
});`;

const VERSIONS = {
  3: {
    fastify: `${FRAMEWORKS}/fastify-3`,
    pino: `${FRAMEWORKS}/fastify-3/node_modules/pino`,
    instance: 'logger',
  },
  4: { fastify: `${FRAMEWORKS}/fastify-4`, pino: `${FRAMEWORKS}/pino`, instance: 'logger' },
  5: { fastify: `${WORKSPACE}/fastify`, pino: `${WORKSPACE}/pino`, instance: 'loggerInstance' },
} as const;

/** What was said in the request for that path, and whether it stands on its span. */
function told({ spans, logs }: OtlpServer, path: string) {
  const span = spans.find(({ kind, attributes }) => kind === 'SERVER' && attributes['url.path'] === path);
  assert.ok(span);
  const isEvent = (said: unknown) => span.events.some((event) => event.attributes['message'] === said);
  return logs
    .filter(({ traceId }) => traceId === span.traceId)
    .map(({ scope, severityText, body, attributes }) => [
      scope.name,
      severityText,
      body,
      attributes['reqId'],
      isEvent(body),
    ]);
}

for (const [version, { fastify, pino, instance }] of Object.entries(VERSIONS)) {
  describe(`Fastify ${version}`, () => {
    for (const kind of ['cjs', 'mjs'] as const) {
      test(`its logger's lines have the ids of their request, and are records: app.${kind}`, async () => {
        await using sink = await startOtlpServer();
        const lines = await run(sink, { fastify }, kind, fastifyApp('{ logger: { redact: ["card"] } }'));
        assert.deepEqual(told(sink, '/pay'), [
          ['pino', 'info', 'incoming request', 'req-1', true],
          ['pino', 'info', 'paid by card', 'req-1', true],
          ['pino', 'info', 'request completed', 'req-1', true],
        ]);
        assert.deepEqual(told(sink, '/lost'), [
          ['pino', 'info', 'incoming request', 'req-2', true],
          ['pino', 'error', 'no such order', 'req-2', true],
          ['pino', 'info', 'request completed', 'req-2', true],
        ]);
        const span = sink.spans.find(({ attributes }) => attributes['url.path'] === '/pay');
        const paid = lines.find(({ msg }) => msg === 'paid by card');
        assert.deepEqual(
          [paid?.['trace_id'], paid?.['span_id'], paid?.['reqId'], paid?.['card']],
          [span?.traceId, span?.spanId, 'req-1', '[Redacted]'],
        );
        const record = sink.logs.find(({ body }) => body === 'paid by card');
        assert.deepEqual([record?.attributes['order'], record?.attributes['card']], [7, '[Redacted]']);
        const failed = sink.logs.find(({ severityText }) => severityText === 'error');
        assert.equal(failed?.attributes['exception.type'], 'RangeError');
      });
    }

    test('so has a logger that the app brings', async () => {
      await using sink = await startOtlpServer();
      const options = `{ ${instance}: pino({ level: 'error' }) }`;
      await run(sink, { fastify, pino }, 'cjs', fastifyApp(options));
      assert.deepEqual(told(sink, '/pay'), []);
      assert.deepEqual(told(sink, '/lost'), [['pino', 'error', 'no such order', 'req-2', true]]);
    });

    test('what the app does not log is neither printed nor told', async () => {
      await using sink = await startOtlpServer();
      assert.deepEqual(await run(sink, { fastify }, 'cjs', fastifyApp('{}')), []);
      assert.deepEqual(sink.logs, []);
    });
  });
}

describe('Restify 12', () => {
  test("lines of req.log have the request's ids, and are records", async () => {
    await using sink = await startOtlpServer();
    const lines = await run(
      sink,
      { restify: `${FRAMEWORKS}/restify` },
      'cjs',
      `${ASK}
      const server = restify.createServer({ name: 'shop' });
      server.use(restify.plugins.requestLogger());
      server.get('/pay', (req, res, next) => { req.log.warn({ order: 7 }, 'paid'); res.send('ok'); next(); });
      server.listen(0, '127.0.0.1', async () => {
        await ask(server.address().port, '/pay');
        server.close();
      });`,
    );
    const [span] = sink.spans.filter(({ kind }) => kind === 'SERVER');
    assert.deepEqual(
      lines.map(({ msg, trace_id: traceId, order }) => [msg, traceId, order]),
      [['paid', span?.traceId, 7]],
    );
    assert.deepEqual(
      told(sink, '/pay').map(([scope, level, body, , isEvent]) => [scope, level, body, isEvent]),
      [['pino', 'warn', 'paid', true]],
    );
  });
});
