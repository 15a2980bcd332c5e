/** One receiver for each exporter of log records, which keep what they are sent as it comes off the wire. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { startForwardServer } from '../../packages/log-exporters/src/fluentd/fixtures/forward-server.ts';

export const LOG_STORES = ['otlp', 'fluentd', 'logstash', 'elasticsearch'] as const;

/** Of the settings: none of them is ever printed. */
export const CREDENTIALS = {
  WAYMARK_FLUENTD_SHARED_KEY: 'kept-secret-shared-key',
  WAYMARK_FLUENTD_USERNAME: 'ann',
  WAYMARK_FLUENTD_PASSWORD: 'kept-secret-password',
  WAYMARK_ELASTICSEARCH_API_KEY: 'kept-secret-api-key',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-token=kept-secret-token',
};

export async function startLogStores() {
  const kept = { otlp: [] as Buffer[], logstash: [] as Buffer[], elasticsearch: [] as Buffer[] };
  const lines = createTcpServer((socket) => {
    socket.on('data', (chunk) => kept.logstash.push(chunk)).on('error', () => {});
  });
  const otlp = createServer(async (request, response) => {
    kept.otlp.push(await buffer(request));
    response.end();
  });
  const bulk = createServer((request, response) => takeBulk(request, response, kept.elasticsearch));
  const ports = await Promise.all([otlp, lines, bulk].map(listening));
  const fluentd = await startForwardServer({
    keepsBytes: true,
    sharedKey: CREDENTIALS.WAYMARK_FLUENTD_SHARED_KEY,
    users: { ann: CREDENTIALS.WAYMARK_FLUENTD_PASSWORD },
  });
  return {
    env: {
      ...CREDENTIALS,
      OTEL_LOGS_EXPORTER: LOG_STORES.join(),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${ports[0]}`,
      WAYMARK_LOGSTASH_ENDPOINT: `tcp://127.0.0.1:${ports[1]}`,
      WAYMARK_ELASTICSEARCH_ENDPOINT: `http://127.0.0.1:${ports[2]}`,
      WAYMARK_ELASTICSEARCH_COMPRESSION: 'none',
      WAYMARK_FLUENTD_ENDPOINT: `tcp://127.0.0.1:${fluentd.port}`,
      WAYMARK_FLUENTD_COMPRESSION: 'none',
    },
    textOf(name: (typeof LOG_STORES)[number]): string {
      return (name === 'fluentd' ? fluentd.bytes : Buffer.concat(kept[name])).toString('latin1');
    },
    async [Symbol.asyncDispose]() {
      for (const server of [otlp, lines, bulk]) server.close();
      await fluentd.close();
    },
  };
}

async function takeBulk(request: IncomingMessage, response: ServerResponse, kept: Buffer[]): Promise<void> {
  const body = await buffer(request);
  kept.push(body);
  const documents = body.toString().split('\n').length >> 1;
  const items = Array.from({ length: documents }, () => ({ create: { status: 201 } }));
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ errors: false, items }));
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
