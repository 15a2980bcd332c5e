/**
 * A processor of the application's own sees ordinary spans before they become bytes, may change them in all the ways that
 * upstream allows, and may keep them; spans that share attributes with those are none the worse for it.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runNode, startOtlpServer } from '@waymark/testing';

const folder = mkdtempSync(join(tmpdir(), 'waymark-processors-'));
after(() => rmSync(folder, { recursive: true, force: true }));

writeFileSync(
  join(folder, 'processor.cjs'),
  `const kept = [];
   const changes = {
     '/redacted': (span) => { span.attributes['user_agent.original'] = 'redacted'; delete span.attributes['url.query']; },
     '/replaced': (span) => { span.attributes = { only: 'this' }; },
   };
   const processor = {
     onStart(span) { span.setAttribute('started', true); },
     onEnding(span) { if (span.attributes['url.path'] === '/ending') span.setAttribute('http.response.status_code', 299); },
     onEnd(span) { kept.push(span); changes[span.attributes['url.path']]?.(span); },
     forceFlush: async () => {},
     shutdown: async () => {},
   };
   process.on('exit', () => { for (const { attributes } of kept) console.log(JSON.stringify(attributes)); });
   module.exports = { spanProcessors: [processor] };`,
);
writeFileSync(
  join(folder, 'app.cjs'),
  `const http = require('node:http');
   const server = http.createServer((req, res) => res.end()).listen(0, '127.0.0.1', async () => {
     const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
     const get = (path) => new Promise((resolve) => {
       http.get({ port: server.address().port, path, agent, headers: { 'user-agent': 'test' } }, (res) => res.resume().on('end', resolve));
     });
     for (const path of ['/before', '/redacted?card=4111', '/replaced', '/ending', '/after?a=b']) {
       for (let i = 0; i < 3; i++) await get(path);
     }
     agent.destroy();
     server.close();
   });`,
);

test('spans are exported as a processor left them, and kept ones stay what they were', async () => {
  await using sink = await startOtlpServer();
  const { code, stdout, stderr } = await runNode('app.cjs', {
    cwd: folder,
    register: 'require',
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      WAYMARK_CONFIG: 'processor.cjs',
      OTEL_METRICS_EXPORTER: 'none',
    },
  });
  assert.equal(code, 0, stderr);
  sink.assertClean();
  const served = sink.spans.filter(({ kind }) => kind === 'SERVER').map(({ attributes }) => attributes);
  assert.equal(served.length, 15);
  const at = (path: string) => served.filter((attributes) => attributes['url.path'] === path);
  for (const { 'user_agent.original': agent, 'url.query': query, started } of at('/redacted')) {
    assert.deepEqual([agent, query, started], ['redacted', undefined, true]);
  }
  assert.deepEqual(
    served.filter(({ only }) => only === 'this'),
    Array(3).fill({ only: 'this' }),
  );
  for (const path of ['/before', '/after']) {
    for (const attributes of at(path)) assert.equal(attributes['user_agent.original'], 'test');
  }
  assert.deepEqual(
    at('/ending').map((attributes) => attributes['http.response.status_code']),
    [299, 299, 299],
  );
  assert.deepEqual(
    at('/after').map((attributes) => attributes['http.response.status_code']),
    [200, 200, 200],
  );
  const kept = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const exported = sink.spans.map(({ attributes }) => attributes);
  assert.deepEqual(kept.map(sorted).toSorted(byText), exported.map(sorted).toSorted(byText));
});

function sorted(attributes: object): [string, unknown][] {
  return Object.entries(attributes).toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
