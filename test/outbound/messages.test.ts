/** WAYMARK_PROPAGATE_TO and a real broker: its messages have a word of their own, whatever its host is. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode } from '@waymark/testing';
import { rabbitmq } from '../backends/amqp.ts';
import { skipWithoutServer } from '../backends/servers.mjs';

const app = fileURLToPath(new URL('./publish.cjs', import.meta.url));
const TRACE = 'a'.repeat(32);

interface Broker {
  createChannel(): Promise<{
    assertQueue(name: string, options: object): Promise<unknown>;
    get(name: string, options: object): Promise<false | { properties: { headers: Record<string, string> } }>;
  }>;
}

const rows: [list: string, told: boolean][] = [
  ['127.0.0.1', false],
  ['127.0.0.1,messages', true],
  ['*', true],
  ['none', false],
];

describe('messages', { skip: skipWithoutServer('rabbitmq') }, () => {
  const served = rabbitmq<Broker>();

  for (const engine of ['waymark', 'upstream']) {
    for (const flags of ['01', '00']) {
      it(`carry something if the list has the word, or everybody: ${engine}, ${flags === '01' ? '' : 'not '}sampled`, async () => {
        const channel = await served.broker.createChannel();
        await channel.assertQueue('told', { durable: false });
        for (const [list, told] of rows) {
          const { code, stderr } = await runNode(app, {
            register: 'require',
            env: {
              WAYMARK_ENGINE: engine,
              WAYMARK_PROPAGATE_TO: list,
              OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
              OTEL_LOGS_EXPORTER: 'none',
              OTEL_METRICS_EXPORTER: 'none',
              RABBITMQ_URL: served.url,
              PARENT: `00-${TRACE}-${'b'.repeat(16)}-${flags}`,
            },
          });
          assert.equal(code, 0, stderr);
          const message = await channel.get('told', { noAck: true });
          assert.ok(message, 'nothing arrived');
          const { headers } = message.properties;
          assert.deepEqual(Object.keys(headers).sort(), told ? ['traceparent', 'x-request-id'] : [], list);
          if (told) assert.equal(headers['traceparent']?.slice(3, 35), TRACE);
        }
      });
    }
  }
});
