/** OTEL_CONFIG_FILE in a real process. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode, startNode, startOtlpServer } from '@waymark/testing';

const script = fileURLToPath(new URL('./one-span.cjs', import.meta.url));
const relay = fileURLToPath(new URL('./relay.cjs', import.meta.url));

/** The environment of a file with this text. */
function withFile(text: string, more: Record<string, string> = {}) {
  const file = join(mkdtempSync(join(tmpdir(), 'waymark-')), 'otel.yaml');
  writeFileSync(file, text);
  return { OTEL_CONFIG_FILE: file, ...more };
}

test('the file says where spans go, and under which resource; variables stand in it', async () => {
  await using first = await startOtlpServer();
  await using second = await startOtlpServer();
  const env = withFile(
    `file_format: "1.1"
resource: { attributes: [{ name: service.name, value: from-file }, { name: n, value: 7 }] }
tracer_provider:
  processors:
    - batch: { exporter: { otlp_http: { endpoint: "\${FIRST}/v1/traces", headers: [{ name: x-key, value: "\${KEY}" }] } } }
    - simple: { exporter: { otlp_http: { endpoint: "${second.url}/v1/traces", encoding: json } } }
`,
    { FIRST: first.url, KEY: 'secret' },
  );
  const { code, stderr } = await runNode(script, { register: 'require', env });
  assert.equal(code, 0);
  const places = `traces to ${first.url} and to ${second.url}`;
  assert.match(stderr, new RegExp(`^waymark: \\S+ traces from-file.*: ${places}, logs on spans`));
  assert.doesNotMatch(stderr, /secret/);
  for (const { spans } of [first, second]) {
    assert.deepEqual(
      spans.map(({ name, resource }) => [name, resource['service.name'], resource['n']]),
      [['one', 'from-file', 7]],
    );
  }
  assert.equal(first.requests[0]?.headers['x-key'], 'secret');
});

test('what the file does not name is off, but for the request id', async () => {
  await using sink = await startOtlpServer();
  const env = withFile('file_format: "1.0"\n', { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
  await using running = startNode(relay, { register: 'require', env });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const response = await fetch(`http://127.0.0.1:${port}/in`, { headers: { 'x-request-id': 'edge-1' } });
  const sent = (await response.json()) as Record<string, string>;
  assert.deepEqual([sent['x-request-id'], sent['traceparent']], ['edge-1', undefined]);
  assert.match(
    running.stderr,
    /waymark: OTEL_CONFIG_FILE is set, so OTEL_EXPORTER_OTLP_ENDPOINT does not count/,
  );
  assert.match(running.stderr, /traces off, logs off, metrics off, request ids on/);
  await running.kill();
  assert.equal(sink.requests.length, 0);
});

test('a file that is not valid costs a line a problem, and the application runs untraced', async () => {
  await using sink = await startOtlpServer();
  const text = 'file_format: "1.0"\ntracer_provider:\n  processors: []\n  sampler: { sometimes: }\n';
  const env = withFile(text, { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
  const { code, stderr } = await runNode(script, { register: 'require', env });
  assert.equal(code, 0);
  assert.deepEqual(stderr.replaceAll(env.OTEL_CONFIG_FILE, 'otel.yaml').trim().split('\n'), [
    'waymark: otel.yaml:4: tracer_provider.sampler.sometimes is not known: it takes always_on, always_off, trace_id_ratio_based, parent_based',
    'waymark: otel.yaml:3: tracer_provider.processors is required',
    'waymark: OTEL_CONFIG_FILE is not valid; the application runs untraced',
  ]);
  assert.equal(sink.requests.length, 0);
});

test("the README's file is valid", async () => {
  const readme = readFileSync(new URL('../../packages/node/README.md', import.meta.url), 'utf8');
  await using sink = await startOtlpServer();
  const env = withFile(readme.match(/```yaml\n(.*?)```/s)![1]!, { COLLECTOR: sink.url });
  const { stderr } = await runNode(script, { register: 'require', env });
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.match(stderr, /traces shop: .*logs on spans \(warn and above\)/);
});
