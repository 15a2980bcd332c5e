/** Our propagator in an OpenTelemetry SDK of the application's own, as packages/propagation/README.md sets it up: over real sockets. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startNode } from '@waymark/testing';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const readme = readFileSync(here('../../packages/propagation/README.md'), 'utf8');
const [, setUp] = /## With an SDK of your own\n.*?```js\n(.*?)```/s.exec(readme)!;

const folder = mkdtempSync(join(tmpdir(), 'waymark-own-sdk-'));
after(() => rmSync(folder, { recursive: true, force: true }));
symlinkSync(here('../../node_modules'), join(folder, 'node_modules'));

/** Calls itself in each way, and answers with the ids that arrived. */
const APP = `
const http = require('node:http');
const { context } = require('@opentelemetry/api');
const { suppressTracing } = require('@opentelemetry/core');
const { requestIdOf } = require('@waymark/propagation');

const get = (to, headers) =>
  new Promise((resolve) => http.get(to, { headers }, async (answer) => resolve((await answer.toArray()).join(''))));
const fetched = async (to, headers) => (await fetch(to, { headers })).text();
const server = http.createServer(async (request, response) => {
  const values = (name) => request.rawHeaders.filter((_, i, all) => i % 2 && all[i - 1].toLowerCase() === name).join(' | ');
  if (request.url === '/out') return response.end(values('x-request-id') + (values('x-service-name') && ' from ') + values('x-service-name'));
  const url = (host) => 'http://' + host + ':' + server.address().port + '/out';
  const to = url('127.0.0.1');
  const calls = {
    http: await get(to),
    'http, own': await get(to, { 'X-Request-ID': 'own' }),
    fetch: await fetched(to),
    'fetch, own': await fetched(to, { 'X-Request-Id': 'own' }),
    elsewhere: await get(url('localhost')),
    suppressed: await context.with(suppressTracing(context.active()), () => get(to)),
  };
  response.end(JSON.stringify({ id: requestIdOf(context.active()), calls }));
});
server.listen(0, () => console.log('listening on ' + server.address().port));
`;
writeFileSync(join(folder, 'app.cjs'), APP);

interface Answer {
  id?: string;
  calls: Record<string, string>;
}

/** What each request of `headers` comes to, with options of the propagator as its source has them. */
async function asked(
  options: string,
  env: Record<string, string>,
  ...requests: Record<string, string>[]
): Promise<Answer[]> {
  assert.ok(setUp!.includes('new RequestIdPropagator()'));
  writeFileSync(
    join(folder, 'sdk.mjs'),
    setUp!.replace('new RequestIdPropagator()', `new RequestIdPropagator(${options})`),
  );
  await using running = startNode(join(folder, 'app.cjs'), {
    flags: ['--import', join(folder, 'sdk.mjs')],
    env: {
      OTEL_TRACES_EXPORTER: 'console',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      ...env,
    },
  });
  const [, port] = await running.waitForLine(/listening on (\d+)/);
  const answers: Answer[] = [];
  for (const headers of requests) {
    const response = await fetch(`http://127.0.0.1:${port}/in`, { headers });
    answers.push((await response.json()) as Answer);
  }
  return answers;
}

const all = (id: string, changes: Record<string, string> = {}) => ({
  http: id,
  'http, own': 'own',
  fetch: id,
  'fetch, own': 'own',
  elsewhere: id,
  suppressed: '',
  ...changes,
});

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const TRACED = { traceparent: TRACEPARENT };

test("the caller's id goes on by each client, its own stays alone, and exporters carry none", async () => {
  const [named, aliased, derived, invalid] = await asked(
    '',
    {},
    { 'X-Request-ID': 'edge-42' },
    { 'CF-Ray': 'ray-7' },
    TRACED,
    { ...TRACED, 'X-Request-ID': 'a b' },
  );
  const traceId = TRACEPARENT.split('-')[1]!;
  assert.deepEqual(named, { id: 'edge-42', calls: all('edge-42') });
  assert.deepEqual(aliased, { id: 'ray-7', calls: all('ray-7') });
  assert.deepEqual(derived, { id: traceId, calls: all(traceId) });
  assert.deepEqual(invalid, derived);
});

test('trust is a function of what came in', async () => {
  const options = "{ trust: (headers) => headers['x-edge'] === '1' }";
  const [trusted, not] = await asked(
    options,
    {},
    { ...TRACED, 'X-Request-ID': 'edge-42', 'X-Edge': '1' },
    { ...TRACED, 'X-Request-ID': 'edge-42' },
  );
  assert.deepEqual([trusted!.id, not!.id], ['edge-42', TRACEPARENT.split('-')[1]]);
});

const TELL = "{ tell: (address) => address === '127.0.0.1', serviceName: 'shop' }";

test('tell knows the host by the span, and whom it names learns who calls', async () => {
  const [answer] = await asked(TELL, {}, { 'X-Request-ID': 'edge-42' });
  const told = 'edge-42 from shop';
  const expected = { http: told, fetch: told, elsewhere: '', 'http, own': 'own from shop' };
  assert.deepEqual(answer!.calls, all('', { ...expected, 'fetch, own': 'own from shop' }));
});

test('a span that is not sampled names no host, and nobody is told', async () => {
  const [answer] = await asked(TELL, { OTEL_TRACES_SAMPLER: 'always_off' }, { 'X-Request-ID': 'edge-42' });
  assert.deepEqual(answer, { id: 'edge-42', calls: all('') });
});
