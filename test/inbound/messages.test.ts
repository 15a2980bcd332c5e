/** WAYMARK_TRUST_INBOUND and a real broker: a message is as good as it, where anybody is trusted at all. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode, startOtlpServer } from '@waymark/testing';
import { rabbitmq } from '../backends/amqp.ts';
import { skipWithoutServer } from '../backends/servers.mjs';

const app = fileURLToPath(new URL('./consume.cjs', import.meta.url));
const TRACE = 'a'.repeat(32);
const SPAN = 'b'.repeat(16);

interface Broker {
  createConfirmChannel(): Promise<{
    assertQueue(name: string, options: object): Promise<unknown>;
    sendToQueue(name: string, body: Buffer, options: object): void;
    waitForConfirms(): Promise<void>;
  }>;
}

describe('consumers', { skip: skipWithoutServer('rabbitmq') }, () => {
  const served = rabbitmq<Broker>();

  for (const engine of ['waymark', 'upstream']) {
    for (const [trust, isTrusted] of [
      ['10.0.0.0/8', true],
      ['never', false],
    ] as const) {
      it(`with ${trust}, a message ${isTrusted ? 'goes on with its trace' : 'begins one'}: ${engine}`, async () => {
        await using sink = await startOtlpServer();
        const channel = await served.broker.createConfirmChannel();
        await channel.assertQueue('judged', { durable: false });
        const headers = { traceparent: `00-${TRACE}-${SPAN}-01`, baggage: 'k=v', 'x-request-id': 'edge-42' };
        channel.sendToQueue('judged', Buffer.from('tea'), { headers });
        await channel.waitForConfirms();
        const { code, stdout, stderr } = await runNode(app, {
          register: 'require',
          env: {
            WAYMARK_ENGINE: engine,
            WAYMARK_TRUST_INBOUND: trust,
            OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
            OTEL_LOGS_EXPORTER: 'none',
            OTEL_METRICS_EXPORTER: 'none',
            RABBITMQ_URL: served.url,
          },
        });
        assert.equal(code, 0, stderr);
        const handedOn = JSON.parse(stdout) as Record<string, string>;
        const span = sink.spans.find(({ kind }) => kind === 'CONSUMER')!;
        assert.equal(handedOn['traceparent']?.slice(3, 35), span.traceId);
        assert.equal(span.traceId === TRACE, isTrusted);
        assert.equal(handedOn['baggage'], isTrusted ? 'k=v' : undefined);
        assert.equal(handedOn['x-request-id'], isTrusted ? 'edge-42' : span.traceId);
        const links = span.links.map(({ traceId, spanId }) => [traceId, spanId]);
        assert.deepEqual(links, isTrusted ? [] : [[TRACE, SPAN]]);
      });
    }
  }
});
