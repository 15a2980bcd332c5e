/** pino where something stands around it: each line is one record of its request, and printed as without us but for the ids. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runNode, startOtlpServer, type TestLog } from '@waymark/testing';
import { ensureLoggers } from './packages.mjs';

ensureLoggers();
const app = join(import.meta.dirname, 'newest/http-loggers.mjs');
const IDS =
  /,"trace_id":"[0-9a-f]{32}","span_id":"[0-9a-f]{16}","request_id":"(?:one|two)","service.name":"shop"/g;

const ways: [how: string, said: readonly string[]][] = [
  ['pino-http', ['in the handler', 'request completed']],
  ['nestjs-pino', ['in the handler', 'request completed']],
  ['multistream', ['in the handler', 'boom']],
  ['transport', ['in the handler', 'boom']],
];
for (const [how, said] of ways) {
  test(`${how}: one record a line, and nothing but the ids is added to what is printed`, async () => {
    await using sink = await startOtlpServer();
    const env = {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_METRICS_EXPORTER: 'none',
    };
    const [bare, ours] = [
      await runNode(app, { args: [how] }),
      await runNode(app, { args: [how], register: 'import', env }),
    ];
    assert.equal(ours.code, 0, ours.stderr);
    sink.assertClean();
    assert.equal(ours.stdout.match(IDS)?.length, 4);
    assert.equal(masked(ours.stdout.replaceAll(IDS, '')), masked(bare.stdout));
    assert.doesNotMatch(ours.stdout, /hunter2|4111/);
    const served = sink.spans.filter(({ kind }) => kind === 'SERVER');
    assert.deepEqual(
      served.map(({ spanId }) => sink.logs.filter((log) => log.spanId === spanId).map(bodyOf)),
      [said, said],
    );
    assert.deepEqual(sink.logs.filter((log) => log.traceId !== undefined).map(idOf), [
      'one',
      'one',
      'two',
      'two',
    ]);
    assert.doesNotMatch(JSON.stringify(sink.logs.map(({ attributes }) => attributes)), /hunter2|4111/);
  });
}

const bodyOf = ({ body }: TestLog) => body;
const idOf = ({ attributes }: TestLog) => attributes['http.request.id'];

/** Ports and times differ from run to run, the caller sends a trace, and the response says its id. */
function masked(text: string): string {
  return text
    .replaceAll(/"(remotePort|responseTime|pid)":\d+/g, '"$1":0')
    .replaceAll(/"host":"[^"]*"/g, '"host":""')
    .replaceAll(/,"traceparent":"[^"]*"/g, '')
    .replaceAll(/,?"x-request-id":"[^"]*"(?=\}\},"responseTime)/g, '');
}
