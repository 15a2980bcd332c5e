/** Sampling rules and ignored requests in real processes, with either engine. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { runNode, startOtlpServer } from '@waymark/testing';

const folder = mkdtempSync(join(tmpdir(), 'waymark-requests-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Makes each request of its arguments over a bare socket; its handler makes a span, and says which id it answered with. */
const app = join(folder, 'app.cjs');
writeFileSync(
  app,
  `
const { trace } = require('${join(import.meta.dirname, '../../node_modules/@opentelemetry/api').replaceAll('\\', '/')}');
const net = require('node:net');
const server = require('node:http').createServer((request, response) => {
  trace.getTracer('app').startSpan('in ' + request.url).end();
  response.end();
});
const ask = (path, parent) => new Promise((done) => {
  const socket = net.connect(server.address().port, '127.0.0.1');
  socket.write(['GET ' + path + ' HTTP/1.1', 'Host: shop', 'Connection: close', ...parent, '', ''].join('\\r\\n'));
  let text = '';
  socket.on('data', (data) => { text += data; });
  socket.on('close', () => { console.log(/x-request-id: \\S/i.test(text)); done(); });
});
server.listen(0, '127.0.0.1', async () => {
  for (const path of process.argv.slice(2)) await ask(path, path.includes('remote') ? ['traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'] : []);
  server.close();
});
`,
);

async function spansOf(engine: string, env: Record<string, string>, ...paths: string[]) {
  await using sink = await startOtlpServer();
  const run = await runNode(app, {
    register: 'require',
    args: paths,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_METRICS_EXPORTER: 'none',
      WAYMARK_ENGINE: engine,
      ...env,
    },
  });
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stderr.trim().split('\n').length, 1, run.stderr);
  const named = sink.spans.map(({ kind, name, attributes }) =>
    kind === 'SERVER' ? `${attributes['url.path']}` : name,
  );
  return { spans: named.sort(), ids: run.stdout };
}

for (const engine of ['waymark', 'upstream']) {
  describe(`with the engine ${engine}`, () => {
    test('a rule drops what it names, with all below it, also below a remote parent', async () => {
      const env = { WAYMARK_SAMPLING_RULES: 'keep /assets/kept; drop GET /assets/*' };
      const paths = ['/assets/a', '/assets/kept', '/assets/remote', '/other', '/remote'];
      const { spans } = await spansOf(engine, env, ...paths);
      const kept = ['/assets/kept', '/other', '/remote'];
      assert.deepEqual(spans, [...kept, ...kept.map((path) => `in ${path}`)].sort());
    });

    test('a rule keeps what the sampler would drop, with all below it', async () => {
      const env = { WAYMARK_SAMPLING_RULES: 'keep /checkout', OTEL_TRACES_SAMPLER: 'always_off' };
      const { spans } = await spansOf(engine, env, '/checkout', '/other');
      assert.deepEqual(spans, ['/checkout', 'in /checkout']);
    });

    test('health checks make no span, by default', async () => {
      const { spans, ids } = await spansOf(engine, {}, '/healthz', '/readyz?verbose', '/orders');
      assert.deepEqual(spans, ['/orders', 'in /orders']);
      if (engine === 'waymark') assert.equal(ids, 'true\ntrue\ntrue\n');
    });

    test('none ignores none, and a list ignores what it names', async () => {
      const none = await spansOf(engine, { WAYMARK_IGNORE_INCOMING: 'none' }, '/healthz');
      assert.deepEqual(none.spans, ['/healthz', 'in /healthz']);
      const list = await spansOf(engine, { WAYMARK_IGNORE_INCOMING: '/assets/*' }, '/healthz', '/assets/a');
      assert.deepEqual(list.spans, ['/healthz', 'in /healthz']);
    });
  });
}
