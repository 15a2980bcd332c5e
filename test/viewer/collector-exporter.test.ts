/** The gRPC client of Go: a real Collector in front of the viewer, which sends it what it sampled. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { encodeTraces, fromProtobuf, TRACES } from '@waymark/otlp';
import { RandomRecords } from '../../packages/otlp/src/oracle/random-records.ts';
import { startViewer, type Viewer } from '../../packages/viewer/src/index.ts';
import { type Gateway, startGateway } from '../backends/gateway.mjs';
import { skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { skipWithoutServer } from '../backends/servers.mjs';

describe('a Collector by gRPC', {
  skip: skipWithoutJaeger() || skipWithoutServer('collector'),
}, () => {
  let viewer: Viewer;
  let gateway: Gateway;
  before(async () => {
    viewer = await startViewer({ port: 0 });
    gateway = await startGateway({ env: { COLLECTOR_JAEGER: new URL(viewer.grpcUrl!).host } });
  });
  after(async () => {
    await gateway?.stop();
    await viewer?.close();
  });

  test('brings every span as it was', async () => {
    const body = encodeTraces(new RandomRecords(11).spans(100));
    const sent = fromProtobuf(TRACES, body).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    );
    // Traces that failed are kept, whatever else is sampled.
    const failed = sent.filter(({ status }) => status.code === 2);
    const response = await fetch(`http://127.0.0.1:${gateway.port}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(body),
    });
    assert.equal(response.status, 200, await response.text());
    for (const span of failed) {
      const trace = await arrived(span.traceId);
      assert.deepEqual(trace.spans[0]?.span, span);
    }
    assert.ok(failed.length > 20);
  });

  async function arrived(traceId: string) {
    for (const end = performance.now() + 15_000; performance.now() < end; ) {
      const trace = await viewer.store.trace(traceId);
      if (trace !== undefined) return trace;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the Collector has not brought ${traceId}\n${gateway.output()}`);
  }
});
