/** What README.md shows does what it says. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runNode } from '@waymark/testing';
import { answerWaymark } from './asking/waymark/answer-waymark.ts';
import { NaiveStore } from './store/oracle/naive-store.ts';
import { attributes, span, traces } from './store/oracle/samples.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'waymark-viewer-readme-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('the program of the README prints the trace that failed', async () => {
  const failed = {
    status: { code: 2, message: 'no' },
    attributes: attributes({ 'http.request.id': 'r-42' }),
  };
  const body = JSON.stringify(traces({ shop: [span(1, 1, failed)] }));
  // Between the start and the question something has to happen.
  const send = `await fetch(viewer.url + '/v1/traces', { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(body)} });`;
  const program = /```ts\n(.*?)```/s
    .exec(readme)![1]!
    .replace("'@waymark/viewer'", JSON.stringify(new URL('./index.ts', import.meta.url)))
    .replace("'traces.db'", JSON.stringify(join(folder, 'traces.db')))
    .replace('const [failed]', `${send}\nconst [failed]`);
  const file = join(folder, 'program.mts');
  writeFileSync(file, program);
  const { code, stdout, stderr } = await runNode(file, { flags: ['--disable-warning=ExperimentalWarning'] });
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(
    stdout,
    /^OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/127\.0\.0\.1:\d+\ntrace 0+1 · request id r-42\n/,
  );
});

test('each path that the README lists below /api/waymark/ is there', async () => {
  const store = new NaiveStore();
  store.takeTraces(traces({ shop: [span(1, 1)] }));
  const section = readme.split('## Its own API')[1]!.split('\n## ')[0]!;
  const cells = [...section.matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) => cell!);
  const paths = cells.flatMap((cell) => [...cell.matchAll(/`(POST )?([\w:/]+)/g)]);
  assert.ok(paths.length >= 15, `${paths.length}`);
  for (const [, post, path] of paths) {
    // Served by who listens.
    if (path === 'live') continue;
    const method = post === undefined ? 'GET' : 'POST';
    const filled = path!.replace(':id', span(1, 1).traceId).replace(':spanId', span(1, 1).spanId);
    const question = {
      method,
      path: `/api/waymark/${filled}`,
      query: new URLSearchParams({ id: span(1, 1).traceId }),
    };
    const { status, body } = await answerWaymark({ store }, question);
    const isMissing = /there is no \/api|does not answer/.test(String(body));
    assert.ok(!isMissing, `${method} ${path}: ${status} ${body}`);
  }
});
