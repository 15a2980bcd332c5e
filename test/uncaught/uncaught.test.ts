/** What nobody caught arrives as the last record of a process, which ends as it does without us; and marks spans where that is asked. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  installedNodes,
  type NodeResult,
  nodes,
  type OtlpServer,
  runNode,
  startOtlpServer,
  type TestSpan,
} from '@waymark/testing';

const app = fileURLToPath(new URL('app.cjs', import.meta.url));
const TRACE = '0af7651916cd43dd8448eb211c80319c';

function throwing(how: string, sink?: OtlpServer, env: Record<string, string> = {}, node = process.execPath) {
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: sink?.url ?? '', OTEL_METRICS_EXPORTER: 'none', ...env };
  return runNode(app, { node, args: [how], register: sink ? 'require' : false, env: sink ? settings : {} });
}

const fatalOf = ({ logs }: OtlpServer) => logs.filter(({ severityNumber }) => severityNumber >= 21);
const serverOf = ({ spans }: OtlpServer): TestSpan | undefined => spans.find(({ kind }) => kind === 'SERVER');

/** What a person sees of the end, but for our line and our frames. */
function visible({ code, signal, stdout, stderr }: NodeResult) {
  const shown = stderr.replace(/^waymark: .*\n/gm, '').replace(/^ {4}at .*\n/gm, '');
  return { code, signal, shown, lines: stdout.split('\n').length };
}

const CASES: [how: string, body: string, exception: Record<string, unknown>][] = [
  ['timer', 'uncaught exception: in a timer', { type: 'TypeError', message: 'in a timer' }],
  ['handler', 'uncaught exception: in the handler', { type: 'TypeError', message: 'in the handler' }],
  ['rejection', 'unhandled rejection: in a promise', { type: 'RangeError', message: 'in a promise' }],
  ['text', 'uncaught exception: no error at all', { type: undefined, message: 'no error at all' }],
  ['object', 'uncaught exception: object', { type: undefined, message: 'object' }],
];

for (const version of installedNodes()) {
  for (const [how, body, exception] of CASES) {
    test(`${how}: the last record has its request's ids, and the end is the same, on Node ${version}`, async () => {
      await using sink = await startOtlpServer();
      const bare = await throwing(how, undefined, {}, nodes[version]);
      const traced = await throwing(how, sink, {}, nodes[version]);
      assert.deepEqual(visible(traced), visible(bare));
      const [fatal, ...others] = fatalOf(sink);
      assert.deepEqual(others, []);
      assert.equal(fatal!.body, body);
      assert.deepEqual(
        [fatal!.severityText, fatal!.scope.name, fatal!.traceId, fatal!.attributes['http.request.id']],
        ['FATAL', 'process', TRACE, 'r-1'],
      );
      for (const [name, value] of Object.entries(exception))
        assert.equal(fatal!.attributes[`exception.${name}`], value);
      if (exception['type']) assert.match(String(fatal!.attributes['exception.stacktrace']), /app\.cjs:\d+/);
      sink.assertClean();
    });
  }
}

test('what is secret in it is in nothing that leaves, and on the console as ever', async () => {
  await using sink = await startOtlpServer();
  const { stderr } = await throwing('secret', sink, { WAYMARK_ERRORS_MARK_SPANS: 'on' });
  assert.match(stderr, /hunter2/);
  assert.match(
    String(fatalOf(sink)[0]!.body),
    /^uncaught exception: no way to postgres:\/\/.*REDACTED.*@db\/shop$/,
  );
  assert.match(serverOf(sink)!.status.message, /REDACTED/);
  const arrived = JSON.stringify([sink.spans, sink.logs], (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  assert.equal(arrived.includes('hunter2'), false, arrived);
});

test('what the application listens for is told of by the application alone', async () => {
  await using sink = await startOtlpServer();
  const { code } = await throwing('handled', sink);
  assert.equal(code, 7);
  assert.deepEqual(
    fatalOf(sink).map(({ scope, body }) => [scope.name, body]),
    [['pino', 'the end']],
  );
});

for (const engine of ['waymark', 'upstream']) {
  const marking = { WAYMARK_ERRORS_MARK_SPANS: 'on', WAYMARK_ENGINE: engine };

  test(`a span in which nobody caught an exception arrives with it, where that is asked: ${engine}`, async () => {
    await using sink = await startOtlpServer();
    const { code } = await throwing('timer', sink, marking);
    assert.equal(code, 1);
    const span = serverOf(sink)!;
    assert.deepEqual(span.status, { code: 'ERROR', message: 'in a timer' });
    assert.equal(fatalOf(sink)[0]!.spanId, span.spanId);
    const events = span.events.map(({ name, attributes }) => [
      name,
      attributes['log.severity'],
      attributes['message'],
    ]);
    assert.deepEqual(events, [['log', 'FATAL', 'uncaught exception: in a timer']]);
  });

  test(`a process that survives goes on with its span, which has the error: ${engine}`, async () => {
    await using sink = await startOtlpServer();
    const { code } = await throwing('survived', sink, marking);
    assert.equal(code, 0);
    const span = serverOf(sink)!;
    assert.deepEqual(span.status, { code: 'ERROR', message: 'in a timer' });
    assert.equal(span.attributes['http.response.status_code'], 200);
  });

  test(`the first error that is logged is the status of its span, where that is asked: ${engine}`, async () => {
    await using sink = await startOtlpServer();
    await throwing('logged', sink, marking);
    assert.deepEqual(serverOf(sink)!.status, { code: 'ERROR', message: 'card declined' });
    await using other = await startOtlpServer();
    await throwing('logged', other, { WAYMARK_ENGINE: engine });
    assert.equal(serverOf(other)!.status.code, 'UNSET');
  });

  test(`spans are marked also where log records go nowhere: ${engine}`, async () => {
    await using sink = await startOtlpServer();
    const nowhere = { OTEL_LOGS_EXPORTER: 'none', WAYMARK_LOGS_ON_SPANS: 'off' };
    await throwing('logged', sink, { ...marking, ...nowhere });
    assert.deepEqual(serverOf(sink)!.status, { code: 'ERROR', message: 'card declined' });
    assert.deepEqual([serverOf(sink)!.events, sink.logs], [[], []]);
  });
}

test('an exception of a handler is on its span once, marked or not', async () => {
  await using sink = await startOtlpServer();
  await throwing('handler', sink, { WAYMARK_ERRORS_MARK_SPANS: 'on' });
  const span = serverOf(sink)!;
  assert.deepEqual(span.status, { code: 'ERROR', message: 'in the handler' });
  assert.deepEqual(span.events.map(({ name }) => name).sort(), ['exception', 'log']);
});
