/** The Collector of deploy/collector: whose traces it keeps, and what it makes of log lines. */

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { collectedLogs } from '../backends/collected-logs.ts';
import { type Gateway, startGateway } from '../backends/gateway.mjs';
import { skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { JaegerClient } from '../backends/jaeger-client.ts';
import { skipWithoutServer } from '../backends/servers.mjs';

const FAILED = '4bf92f3577b34da6a3ce929d0e0e4736';
const FINE = '5bf92f3577b34da6a3ce929d0e0e4736';
const SLOW = '6bf92f3577b34da6a3ce929d0e0e4736';
const FAILED_BY_ZIPKIN = '7bf92f3577b34da6a3ce929d0e0e4736';

describe('the Collector of deploy/collector', {
  skip: skipWithoutJaeger() || skipWithoutServer('collector'),
}, () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway({ env: { COLLECTOR_KEEP_PERCENT: '0' } });
  });
  after(() => gateway?.stop());

  test('keeps a trace that failed or took long, whole, and of the others as many as it is told', async () => {
    await Promise.all([
      sendSpan(FINE, '1', { ms: 5 }),
      sendSpan(FAILED, '1', { ms: 5 }),
      sendSpan(FAILED, '2', { ms: 5, failed: true, parent: '1' }),
      sendSpan(SLOW, '1', { ms: 1500 }),
      sendZipkinSpan(FAILED_BY_ZIPKIN),
    ]);
    const jaeger = new JaegerClient(gateway.queryUrl);
    assert.equal((await jaeger.trace(FAILED, 2)).length, 2);
    assert.equal((await jaeger.trace(SLOW, 1)).length, 1);
    assert.equal((await jaeger.trace(FAILED_BY_ZIPKIN, 1)).length, 1);
    // Judged with the others, and sent with them if it were.
    assert.deepEqual(
      (await jaeger.findByOperation('till', 'fine')).filter((id) => id === FINE),
      [],
    );
  });

  test('writes a line of JSON as a record of its time, level, trace and text, and another line as it is', async () => {
    const line = {
      '@timestamp': '2026-11-26T10:00:00.123456789Z',
      log: { level: 'error', logger: 'winston' },
      message: 'no money',
      ecs: { version: '8.17.0' },
      trace: { id: FAILED },
      span: { id: '00f067aa0ba902b7' },
      http: { request: { id: 'r-1' } },
    };
    const { trace: _, span: __, ...outside } = { ...line, message: 'at start' };
    connect(gateway.tcpPort, '127.0.0.1').end(
      `${[line, outside].map((one) => `${JSON.stringify(one)}\n`).join('')}no JSON\n`,
    );
    const records = await collectedLogs(gateway, 3);
    const [error, atStart, plain] = ['no money', 'at start', 'no JSON'].map(
      (text) => records.find(({ body }) => body.stringValue === text)!,
    );
    assert.equal(error!.timeUnixNano, '1795687200123456789');
    assert.deepEqual([error!.severityNumber, error!.severityText], [17, 'error']);
    assert.deepEqual([error!.traceId, error!.spanId], [FAILED, '00f067aa0ba902b7']);
    assert.match(JSON.stringify(error!.attributes), /"key":"id","value":\{"stringValue":"r-1"\}/);
    assert.deepEqual([atStart!.severityNumber, atStart!.traceId], [17, undefined]);
    assert.equal(plain!.traceId, undefined);
  });

  async function sendSpan(
    traceId: string,
    spanId: string,
    { ms, failed = false, parent }: { ms: number; failed?: boolean; parent?: string },
  ): Promise<void> {
    const start = Date.now() - 10_000;
    const span = {
      traceId,
      spanId: spanId.padStart(16, '0'),
      parentSpanId: parent?.padStart(16, '0'),
      name: failed ? 'failed' : 'fine',
      kind: 2,
      startTimeUnixNano: `${start}000000`,
      endTimeUnixNano: `${start + ms}000000`,
      status: failed ? { code: 2 } : {},
    };
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'till' } }] };
    await post(gateway.port, '/v1/traces', {
      resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }],
    });
  }

  async function sendZipkinSpan(traceId: string): Promise<void> {
    const span = {
      traceId,
      id: '1'.padStart(16, '0'),
      name: 'pay',
      timestamp: Date.now() * 1000,
      duration: 5,
    };
    const failed = { ...span, localEndpoint: { serviceName: 'till' }, tags: { error: 'no money' } };
    await post(gateway.zipkinPort, '/api/v2/spans', [failed]);
  }

  async function post(port: number, path: string, body: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const url = `http://127.0.0.1:${port}${path}`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, await answer.text());
  }
});
