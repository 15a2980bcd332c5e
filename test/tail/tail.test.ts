/** WAYMARK_LOG_TAIL in real processes of both engines: which lines leave, and with which spans. */

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type OtlpServer, runNode, startNode, startOtlpServer, type TestSpan } from '@waymark/testing';

const app = join(import.meta.dirname, 'app.cjs');

interface Ran {
  sink: OtlpServer;
  stderr: string;
  answers: string[];
}

/** After which the process is no more. */
const ENDINGS = ['crash', 'exit', 'kill'];

/** Asks for the paths, one after the other, and ends the process. */
async function ran(env: Record<string, string>, ...paths: string[]): Promise<Ran> {
  await using sink = await startOtlpServer();
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_SERVICE_NAME: 'shop', ...env };
  await using running = startNode(app, { register: 'require', env: settings });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const answers: string[] = [];
  for (const path of paths) answers.push(await answerOf(Number(port), path));
  if (!ENDINGS.some((path) => paths.includes(path))) await answerOf(Number(port), 'quit');
  await running.exited;
  assert.deepEqual(sink.errors, []);
  return { sink, stderr: running.stderr, answers };
}

function answerOf(port: number, path: string): Promise<string> {
  return new Promise((resolve) => {
    const headers = path === 'upgrade' ? { connection: 'Upgrade', upgrade: 'test' } : {};
    const asked = request({ port, host: '127.0.0.1', path: `/${path}`, headers, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk)).on('close', () => resolve(text));
      answer.on('error', () => {});
    });
    asked.on('upgrade', (_, socket) => socket.on('close', () => resolve('upgraded')).resume());
    asked.on('error', () => resolve('cut'));
    asked.end();
  });
}

const bodies = ({ sink }: Ran) => sink.logs.map(({ body }) => body);
const servers = ({ sink }: Ran) =>
  sink.spans.filter(({ kind, attributes }) => kind === 'SERVER' && attributes['url.path'] !== '/quit');
const eventsOf = (span: TestSpan) =>
  span.events.map(({ attributes }) =>
    [attributes['message'], attributes['span_id']].filter(Boolean).join(' of '),
  );

function counts({ sink }: Ran): Record<string, number | undefined> {
  const last = new Map<string, number | undefined>();
  for (const { name, points } of sink.metrics.filter(({ name }) => name.startsWith('waymark.log_tail.')))
    for (const { attributes, value } of points)
      last.set(`${name.slice('waymark.log_tail.'.length)} ${attributes['reason']}`, value);
  return Object.fromEntries(last);
}

const TAIL = { WAYMARK_LOG_TAIL: 'on' };
const UNSAMPLED = { ...TAIL, OTEL_TRACES_SAMPLER: 'always_off' };

for (const engine of ['waymark', 'upstream'])
  describe(`with the engine ${engine}`, () => {
    const run = (env: Record<string, string>, ...paths: string[]) =>
      ran({ WAYMARK_ENGINE: engine, ...env }, ...paths);

    test('without a tail all lines leave', async () => {
      const all = await run({}, 'fine');
      assert.deepEqual(bodies(all), ['starting', 'fine: looking', 'fine: found']);
      assert.doesNotMatch(all.stderr, /waymark: WAYMARK_/);
    });

    test('a level alone drops what is below it', async () => {
      assert.deepEqual(bodies(await run({ WAYMARK_LOG_EXPORT_LEVEL: 'info' }, 'fine', 'fail')), [
        'fine: found',
        'fail: nothing',
      ]);
    });

    test('lines below the level leave with a request that fails, and are counted', async () => {
      const seen = await run(TAIL, 'fine', 'fail');
      assert.deepEqual(bodies(seen), ['fine: found', 'fail: nothing', 'fail: looking', 'fail: giving up']);
      const [fine, failed] = servers(seen);
      const query = seen.sink.spans.find(({ name }) => name === 'query');
      assert.deepEqual(eventsOf(fine!), ['fine: found']);
      const events = [`fail: looking of ${query!.spanId}`, 'fail: nothing', 'fail: giving up'];
      // Upstream's records tell whole milliseconds.
      if (engine === 'waymark') assert.deepEqual(eventsOf(failed!), events);
      else assert.deepEqual(eventsOf(failed!).sort(), events.sort());
      assert.equal(failed!.attributes['waymark.log_tail.released'], 'error');
      assert.equal(fine!.attributes['waymark.log_tail.released'], undefined);
      assert.equal(seen.sink.logs[2]!.spanId, query!.spanId);
      // What has waited loses its secrets like all that leaves.
      assert.equal(seen.sink.logs[2]!.attributes['password'], 'REDACTED');
      assert.doesNotMatch(JSON.stringify(failed!.events), /hunter2/);
      assert.deepEqual(counts(seen), { 'dropped no_request': 1, 'dropped fine': 1, 'released error': 2 });
    });

    test('as events alone, where log records go nowhere', async () => {
      const seen = await run({ ...TAIL, OTEL_LOGS_EXPORTER: 'none' }, 'fine', 'fail');
      assert.deepEqual(seen.sink.logs, []);
      assert.deepEqual(
        servers(seen).map((span) => span.events.length),
        [1, 3],
      );
    });

    test('with one that logs an error, or is slow', async () => {
      const seen = await run({ ...TAIL, WAYMARK_LOG_TAIL_SLOW: '200' }, 'error', 'slow');
      assert.deepEqual(bodies(seen), ['error: before', 'error: at last', 'error: after', 'slow: waiting']);
      const reasons = servers(seen).map(({ attributes }) => attributes['waymark.log_tail.released']);
      assert.deepEqual(reasons, ['line', 'slow']);
    });

    test('not with one that the server cuts off in the middle, which is no failure by its status', async () => {
      const seen = await run(TAIL, 'stream');
      assert.deepEqual([seen.answers, bodies(seen)], [['one'], []]);
      assert.deepEqual(counts(seen), { 'dropped no_request': 1, 'dropped fine': 2 });
    });

    test('requests that head sampling has dropped leave with their lines, and tell nobody that they are sampled', async () => {
      const seen = await run(UNSAMPLED, 'fine', 'fail', 'out');
      assert.match(seen.answers[2]!, /^00-\w{32}-\w{16}-0[02]$/);
      assert.deepEqual(bodies(seen), [
        'fine: found',
        'fail: nothing',
        'fail: looking',
        'fail: giving up',
        'out: answered',
      ]);
      // The query and the outgoing request are not recorded, and the request that it makes was fine.
      assert.deepEqual(
        seen.sink.spans.map(({ kind, attributes }) => `${kind} ${attributes['url.path']}`),
        ['SERVER /fail', 'SERVER /out'],
      );
      const [failed, out] = seen.sink.spans;
      assert.equal(failed!.flags & 1, 1);
      assert.equal(eventsOf(failed!).length, 3);
      assert.match(eventsOf(failed!).sort()[1]!, /^fail: looking of \w{16}$/);
      assert.ok(seen.answers[2]!.includes(out!.traceId));
    });

    test('an upgrade, which has no span, has no tail either', async () => {
      const seen = await run(TAIL, 'upgrade');
      assert.deepEqual([seen.answers, bodies(seen)], [['upgraded'], []]);
      assert.deepEqual(counts(seen), { 'dropped no_request': 2 });
    });

    test('the lines of the request that ends the process are delivered', async () => {
      const seen = await run(TAIL, 'crash');
      assert.deepEqual(bodies(seen), ['crash: before', 'uncaught exception: at last']);
      assert.match(seen.stderr, /Error: at last/);
    });

    for (const path of ['exit', 'kill'])
      test(`lines of a request that is not over when the process ends by ${path} are counted`, async () => {
        const seen = await run(TAIL, path);
        assert.deepEqual(bodies(seen), []);
        assert.deepEqual(counts(seen), { 'dropped no_request': 1, 'dropped end': 1 });
      });

    test('where there are no spans, a line says that nothing is kept', async () => {
      const seen = await run({ ...TAIL, OTEL_TRACES_EXPORTER: 'none' }, 'fail');
      assert.deepEqual(bodies(seen), ['fail: nothing']);
      assert.match(seen.stderr, /waymark: WAYMARK_LOG_TAIL keeps nothing, .*; lines below info are dropped/);
    });

    test('debug makes what the logger keeps to itself', async () => {
      const seen = await run({ WAYMARK_LOG_TAIL: 'debug', LEVEL: 'warn' }, 'fine', 'fail');
      const isOurs = engine === 'waymark';
      assert.deepEqual(bodies(seen), isOurs ? ['fail: looking', 'fail: nothing', 'fail: giving up'] : []);
      assert.doesNotMatch(seen.stderr, /looking|nothing/);
      assert.equal(/is as on with WAYMARK_ENGINE=upstream/.test(seen.stderr), !isOurs);
    });
  });

test('the start says what leaves with requests that fail, or at all', async () => {
  const said = async (env: Record<string, string>) =>
    (await ran(env)).stderr.match(/logs to .*?, (?=metrics)/)?.[0];
  assert.match((await said(TAIL))!, /and on spans \(info and above\), below info when requests fail, $/);
  assert.match((await said({ WAYMARK_LOG_EXPORT_LEVEL: 'warn' }))!, /above\), from warn on, $/);
});

test('a logger that makes nothing below its level says so, once', async () => {
  const source = "require('loglevel'); require('loglevel').info('here'); require('pino')()";
  const env = { WAYMARK_LOG_TAIL: 'debug', OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'none' };
  const { code, stderr } = await runNode('--eval', {
    args: [source],
    register: 'require',
    cwd: import.meta.dirname,
    env,
  });
  assert.equal(code, 0, stderr);
  assert.deepEqual(stderr.match(/waymark: WAYMARK_LOG_TAIL=debug: (.*)/g), [
    'waymark: WAYMARK_LOG_TAIL=debug: loglevel makes no lines below its own level; those that it prints are kept as with on',
  ]);
});
