/**
 * One flag for every way to start: the same fixture by `--require` and `--import`, as CommonJS and as ESM, on each Node,
 * gives the same tree.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtures, installedNodes, nodes, printTree, startNode, startOtlpServer } from '@waymark/testing';

/** `*` is an event of the span above it, `|` a log record, which shows on its span as well. */
const GOLDEN = `
fixture SERVER GET /fail/:id [http.request.id=TRACE http.response.status_code=500 error.type=500] (ERROR)
  * exception TypeError: out of stock
  * log ERROR order failed
  | error order failed [http.request.id=TRACE]
(parent did not arrive)
  fixture SERVER GET /orders/:id [http.request.id=caller-7 http.response.status_code=200]
    * log INFO order asked for [order=7]
    | info order asked for [http.request.id=caller-7 order=7]
    * log WARN stock is low [order=7]
    | warn stock is low [http.request.id=caller-7 order=7]
    * log INFO order answered
    | log order answered [http.request.id=caller-7]
    fixture CLIENT GET [http.response.status_code=200]
      fixture SERVER GET [http.request.id=caller-7 http.response.status_code=200]
    fixture CLIENT GET [http.response.status_code=200]
      fixture SERVER GET [http.request.id=caller-7 http.response.status_code=200]
| fixture log listening on PORT (no span)
`.trim();

for (const version of installedNodes()) {
  for (const flag of ['require', 'import'] as const) {
    for (const [system, app] of Object.entries(fixtures)) {
      test(`--${flag}, ${system} on Node ${version}`, async () => {
        await using sink = await startOtlpServer();
        const env = {
          OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
          OTEL_SERVICE_NAME: 'fixture',
          OTEL_BSP_SCHEDULE_DELAY: '50',
        };
        await using running = startNode(app, { node: nodes[version], register: flag, env, ipc: true });
        const [, port] = await running.waitForLine(/listening on (\d+)/);
        const headers = { 'x-request-id': 'caller-7', traceparent: PARENT };
        const order = await fetch(`http://127.0.0.1:${port}/orders/7?page=2`, { headers });
        assert.deepEqual([order.status, order.headers.get('x-request-id')], [200, 'caller-7']);
        const failed = await fetch(`http://127.0.0.1:${port}/fail/7`);
        assert.equal(failed.status, 500);
        // Without a caller's id it is the trace id, on the response as on the span.
        await sink.waitForSpans(6);
        const ofFailed = sink.spans.find((span) => span.name === 'GET /fail/:id');
        assert.equal(failed.headers.get('x-request-id'), ofFailed?.traceId);

        running.child.send('quit');
        const end = await running.exited;
        assert.deepEqual([end.code, end.signal, end.stderr], [0, null, ''], end.stderr);
        const attributes = [
          'http.request.id',
          'http.response.status_code',
          'request_id',
          'order',
          'error.type',
        ];
        const mask: [RegExp, string][] = [
          [/[0-9a-f]{32}/g, 'TRACE'],
          [/(?<=listening on )\d+/, 'PORT'],
        ];
        assert.equal(printTree(sink.spans, { attributes, logs: sink.logs, mask }), GOLDEN);
        sink.assertClean();
      });
    }
  }
}

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
