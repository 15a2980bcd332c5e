import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { printTree, startNode, startOtlpServer } from '@waymark/testing';
import { skipWithoutServer, startServer } from '../backends/servers.mjs';

const app = (name: string) => fileURLToPath(new URL(`${name}.cjs`, import.meta.url));
const ID = /^[0-9a-f]{32}$/;

/** An id that the client brought is passed on, one that it did not bring is made: as nginx is mostly told. */
const PASSES = '$rid';
/** Whatever the client says, it is nginx's own. */
const REPLACES = '$request_id';

/** In front of an application: what nginx does by path, and its own view of the ids, a line a request. */
const nginxBefore = (port: string) => (server: { listen: string; directory: string }) =>
  `
map $http_x_request_id $rid { default $http_x_request_id; "" $request_id; }
log_format ids escape=none '$uri $sent_to $upstream_http_x_request_id';
server {
  listen ${server.listen};
  access_log ${join(server.directory, 'ids.log')} ids;
  set $sent_to -;
  location /passes { set $sent_to ${PASSES}; proxy_set_header X-Request-ID ${PASSES}; proxy_pass http://127.0.0.1:${port}; }
  location /replaces { set $sent_to ${REPLACES}; proxy_set_header X-Request-ID ${REPLACES}; proxy_pass http://127.0.0.1:${port}; }
}`;

const skip = skipWithoutServer('nginx');

test("nginx's request id, passed on, made or put in its place, is the application's", { skip }, async (t) => {
  await using sink = await startOtlpServer();
  const start = (name: string, env: Record<string, string>) =>
    startNode(app(name), {
      register: 'require',
      env: {
        OTEL_SERVICE_NAME: name,
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        OTEL_BSP_SCHEDULE_DELAY: '100',
        ...env,
      },
    });
  await using inner = start('plain-peer', {});
  const [, innerPort] = await inner.waitForLine(/listening on (\d+)/);
  const between = await startServer('nginx', { http: nginxBefore(innerPort!) });
  t.after(() => between.stop());
  await using outer = start('plain-relay', { NEXT: `http://127.0.0.1:${between.port}/passes` });
  const [, outerPort] = await outer.waitForLine(/listening on (\d+)/);
  const edge = await startServer('nginx', {
    http: nginxBefore(outerPort!),
  });
  t.after(() => edge.stop());

  /** nginx writes its line after the answer: what it sent on, and what came back. */
  const logged = async (line: string) => {
    const read = () => readFileSync(join(edge.directory, 'ids.log'), 'utf8');
    for (let tries = 0; tries < 100 && !read().includes(`${line}\n`); tries++) await setTimeout(20);
    assert.ok(read().includes(`${line}\n`), `no '${line}' in\n${read()}`);
  };

  /** Through both of nginx and both applications: the ids that they answer, from the outside in. */
  const ask = async (path: string, headers: Record<string, string>) => {
    const answer = await fetch(`http://127.0.0.1:${edge.port}${path}`, { headers });
    const { outer, inner } = (await answer.json()) as { outer: string; inner: string };
    assert.deepEqual([outer, inner], [answer.headers.get('x-request-id'), outer], 'one id for all');
    await logged(`${path} ${outer} ${outer}`);
    return outer;
  };

  assert.equal(await ask('/passes/1', { 'X-Request-ID': 'client-1' }), 'client-1');
  assert.match(await ask('/passes/2', {}), ID);
  const replaced = await ask('/replaces/3', { 'X-Request-ID': 'client-1' });
  assert.match(replaced, ID);

  const spans = await sink.waitForSpans((all) => all.filter(({ kind }) => kind === 'SERVER').length === 6);
  const third = spans.filter(({ attributes }) => attributes['http.request.id'] === replaced);
  const [root] = third.filter(({ service }) => service === 'plain-relay');
  assert.equal(
    printTree(
      sink.spans.filter(({ traceId }) => traceId === root!.traceId),
      { events: false },
    ),
    ['plain-relay SERVER GET', '  plain-relay CLIENT GET', '    plain-peer SERVER GET'].join('\n'),
  );
});
