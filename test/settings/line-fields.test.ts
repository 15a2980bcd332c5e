/** WAYMARK_LOG_FIELDS in real processes of both engines: what is printed, and that records stay as they are. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode, startOtlpServer, type TestLog } from '@waymark/testing';

const app = fileURLToPath(new URL('line-fields.cjs', import.meta.url));
type Line = Readonly<Record<string, unknown>>;

/** What the three loggers printed, each without what it prints anyway, and the first record. */
async function printed(env: Record<string, string>) {
  await using sink = await startOtlpServer();
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_METRICS_EXPORTER: 'none' };
  const { code, stdout, stderr } = await runNode(app, {
    register: 'require',
    env: { ...settings, OTEL_SERVICE_NAME: 'shop', ...env },
  });
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /not valid/);
  sink.assertClean();
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
    // Upstream does not know Bunyan 2.
    .filter((line) => env['WAYMARK_ENGINE'] !== 'upstream' || line['v'] === undefined);
  const { traceId, spanId } = sink.spans.find(({ kind }) => kind === 'SERVER')!;
  return { lines: lines.map(added), traceId, spanId, records: sink.logs };
}

const ITS_OWN =
  'name hostname pid level msg time v message severity_number severity_text observed_timestamp'.split(' ');
function added(line: Line): Line {
  return Object.fromEntries(Object.entries(line).filter(([name]) => !ITS_OWN.includes(name)));
}

const requestIds = (records: readonly TestLog[]) =>
  records.map(({ attributes }) => attributes['http.request.id']);

for (const engine of ['waymark', 'upstream']) {
  const env = (text: string, more = {}) => ({ WAYMARK_ENGINE: engine, WAYMARK_LOG_FIELDS: text, ...more });

  const count = engine === 'upstream' ? 2 : 3;

  describe(`in lines, by the engine ${engine}`, () => {
    test('stand names of OpenTelemetry by themselves', async () => {
      const { lines, traceId, spanId, records } = await printed({ WAYMARK_ENGINE: engine });
      assert.equal(lines.length, count);
      for (const { trace_flags, ...line } of lines) {
        assert.equal(trace_flags, engine === 'upstream' ? '01' : undefined);
        const ids = { trace_id: traceId, span_id: spanId, request_id: 'edge-42', 'service.name': 'shop' };
        assert.deepEqual(line, ids);
      }
      assert.ok(records.length > 0);
      assert.ok(requestIds(records).every((id) => id === 'edge-42'));
    });

    test('stand names of Elastic, of ours, and a request id by its own variable', async () => {
      const text = 'ecs,trace_id=traceId,service.name=none';
      const { lines, traceId, spanId, records } = await printed(
        env(text, { WAYMARK_REQUEST_ID_FIELD: 'rid' }),
      );
      const ids = { traceId, 'span.id': spanId, rid: 'edge-42' };
      assert.deepEqual(lines, new Array(count).fill(ids));
      assert.ok(requestIds(records).every((id) => id === 'edge-42'));
    });

    test('stands what Datadog reads', async () => {
      const { lines, traceId, spanId } = await printed(env('datadog'));
      const dd = { trace_id: traceId, span_id: BigInt(`0x${spanId}`).toString(), service: 'shop' };
      const ids = { dd, request_id: 'edge-42' };
      assert.deepEqual(lines, new Array(count).fill(ids));
    });

    test('stands what Google Cloud reads', async () => {
      const { lines, traceId, spanId } = await printed(env('gcp', { GOOGLE_CLOUD_PROJECT: 'p-1' }));
      const ids = {
        'logging.googleapis.com/trace': `projects/p-1/traces/${traceId}`,
        'logging.googleapis.com/spanId': spanId,
        'logging.googleapis.com/trace_sampled': true,
        request_id: 'edge-42',
        serviceContext: { service: 'shop' },
      };
      assert.deepEqual(lines, new Array(count).fill(ids));
    });
  });
}

test('what is not valid in WAYMARK_LOG_FIELDS is said, and the rest holds', async () => {
  const { stderr, stdout } = await runNode(app, {
    register: 'require',
    env: {
      OTEL_SDK_DISABLED: 'false',
      OTEL_TRACES_EXPORTER: 'none',
      WAYMARK_LOG_FIELDS: 'elastic,trace_id=id',
    },
  });
  assert.match(
    stderr,
    /^waymark: WAYMARK_LOG_FIELDS="elastic" is not valid: it takes otel, ecs, datadog, gcp, or names/m,
  );
  assert.match(stdout, /"id":"[0-9a-f]{32}"/);
});
