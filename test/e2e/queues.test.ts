import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { printTree, startNode, startOtlpServer } from '@waymark/testing';
import { skipWithoutServer, startServer } from '../backends/servers.mjs';

const app = (name: string) => fileURLToPath(new URL(`queues/${name}.cjs`, import.meta.url));
const skip = skipWithoutServer('rabbitmq') || skipWithoutServer('kafka');

test("a request's id and trace go through RabbitMQ and Kafka into another process's log", {
  skip,
}, async (t) => {
  const [rabbitmq, kafka] = await Promise.all([startServer('rabbitmq'), startServer('kafka')]);
  t.after(() => Promise.all([rabbitmq.stop(), kafka.stop()]));
  await using sink = await startOtlpServer();
  const start = (name: string) =>
    startNode(app(name), {
      register: 'require',
      env: {
        OTEL_SERVICE_NAME: name,
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        OTEL_BSP_SCHEDULE_DELAY: '100',
        RABBITMQ_URL: rabbitmq.url!,
        KAFKA_BROKER: `127.0.0.1:${kafka.port}`,
      },
    });

  await using kitchen = start('kitchen');
  await kitchen.waitForLine(/waiting for orders/, 60_000);
  await using till = start('till');
  const [, port] = await till.waitForLine(/listening on (\d+)/, 60_000);
  const answer = await fetch(`http://127.0.0.1:${port}/orders`, { headers: { 'X-Request-ID': 'caller-7' } });
  assert.equal(answer.headers.get('x-request-id'), 'caller-7');
  assert.equal((await kitchen.exited).code, 0);

  const lines = kitchen.stdout.split('\n').filter((line) => line.startsWith('{'));
  const ids = lines.map((line) => JSON.parse(line)).map(({ msg, request_id }) => `${msg}: ${request_id}`);
  assert.deepEqual(ids.sort(), ['milk from Kafka: caller-7', 'tea from RabbitMQ: caller-7']);

  await sink.waitForSpans((spans) => spans.some(({ kind }) => kind === 'SERVER'));
  const [order] = sink.spans.filter(({ kind }) => kind === 'SERVER');
  assert.equal(
    printTree(
      sink.spans.filter(({ traceId }) => traceId === order!.traceId),
      { events: false },
    ),
    [
      'till SERVER GET',
      '  till PRODUCER publish <default>',
      '    kitchen CONSUMER orders process',
      '  till PRODUCER send orders',
      '    kitchen CONSUMER process orders',
    ].join('\n'),
  );
  const records = sink.logs.filter(({ service }) => service === 'kitchen').filter((log) => log.spanId);
  assert.deepEqual(
    records.map(({ attributes, traceId }) => [attributes['http.request.id'], traceId]),
    [1, 2].map(() => ['caller-7', order!.traceId]),
  );
});
