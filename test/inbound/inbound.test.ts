/** WAYMARK_TRUST_INBOUND and WAYMARK_TRUST_KEY over real sockets, with either engine. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode, startNode, startOtlpServer } from '@waymark/testing';
import { type Answer, askGrpc, askHttp, askHttp2, askLines, askRaw, type Headers } from './callers.ts';

const app = fileURLToPath(new URL('./app.mjs', import.meta.url));
const ENGINES = ['waymark', 'upstream'] as const;

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const traceparent = `00-${TRACE}-${SPAN}-00`;
const KEY = 'the key of the edge 2026';
const OLD_KEY = 'the key of the edge 2025';

/** All that a caller may bring. */
const BROUGHT: Headers = {
  traceparent,
  tracestate: 'a=1',
  baggage: 'k=v',
  'x-request-id': 'edge-42',
  'x-service-name': 'edge',
  'x-request-start': `t=${Date.now()}`,
};

async function startApp(t: TestContext, env: Record<string, string>) {
  const sink = await startOtlpServer();
  const process = startNode(app, {
    register: 'import',
    env: {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_NODE_RESOURCE_DETECTORS: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      ...env,
    },
  });
  t.after(async () => {
    await process[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });
  const [, text] = await process.waitForLine(/listening (.+)/);
  return { sink, process, ports: JSON.parse(text!) as Record<string, number> };
}

const traceIdOf = (headers: Headers) => headers['traceparent']?.split('-')[1];

function assertContinued({ handedOn }: Pick<Answer, 'handedOn'>, condition = ''): void {
  assert.equal(traceIdOf(handedOn), TRACE, condition);
}

/** A trace of its own, and nothing that the caller brought. */
function assertBegun({ handedOn }: Pick<Answer, 'handedOn'>, condition = ''): void {
  const traceId = traceIdOf(handedOn);
  assert.match(traceId ?? '', /^[\da-f]{32}$/, condition);
  assert.notEqual(traceId, TRACE, condition);
  const { traceparent: _, ...others } = handedOn;
  assert.deepEqual(others, { 'x-request-id': traceId }, condition);
}

const sampled = (of: Headers) => ({ ...of, traceparent: `00-${TRACE}-${SPAN}-01` });

for (const WAYMARK_ENGINE of ENGINES) {
  it(`never: each server begins a trace, linked to the one that is claimed, with ${WAYMARK_ENGINE}`, async (t) => {
    const { ports, sink, process } = await startApp(t, { WAYMARK_ENGINE, WAYMARK_TRUST_INBOUND: 'never' });
    const kinds = ['http', 'express', 'fastify', ...(WAYMARK_ENGINE === 'waymark' ? ['http2'] : []), 'gRPC'];
    for (const kind of kinds) {
      const ask = kind === 'http2' ? askHttp2 : kind === 'gRPC' ? askGrpc : askHttp;
      const answer = await ask(ports[kind]!, BROUGHT);
      assertBegun(answer, kind);
      const traceId = traceIdOf(answer.handedOn);
      if (kind !== 'gRPC') assert.equal(answer.requestId, traceId, kind);
      // Asked in its own trace, and by our own sampler: the caller's says that it is not sampled.
      await sink.waitForSpans((spans) => spans.some((span) => span.traceId === traceId));
      const [span, ...more] = sink.spans.filter((each) => each.traceId === traceId && each.kind === 'SERVER');
      assert.deepEqual(more, []);
      assert.equal(span!.parentSpanId || undefined, undefined, kind);
      assert.deepEqual(
        span!.links.map((link) => [link.traceId, link.spanId, link.traceState ?? '']),
        [[TRACE, SPAN, '']],
        kind,
      );
      if (kind === 'gRPC') continue;
      assert.equal(span!.attributes['http.request.id'], traceId, kind);
      assert.deepEqual(span!.attributes['http.request.header.x-request-id'], ['edge-42'], kind);
      for (const name of ['service.peer.name', 'http.server.request.queue_duration'])
        assert.equal(span!.attributes[name], undefined, kind);
    }
    const lines = process.stderr.match(/\{.*"msg":"served".*\}/g)!.map((line) => JSON.parse(line));
    assert.equal(lines.length, kinds.length);
    for (const line of lines) assert.equal(line.request_id, line.trace_id);
    sink.assertClean();
  });

  it(`a list trusts the socket's peer, and no header, with ${WAYMARK_ENGINE}`, async (t) => {
    const { ports } = await startApp(t, { WAYMARK_ENGINE, WAYMARK_TRUST_INBOUND: '10.0.0.0/8,::1' });
    const forged = Object.fromEntries(
      ['x-forwarded-for', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip', 'true-client-ip'].map((name) => [
        name,
        '::1',
      ]),
    );
    assertBegun(await askHttp(ports['http']!, BROUGHT));
    assertBegun(await askHttp(ports['http']!, { ...BROUGHT, ...forged, forwarded: 'for="[::1]"' }));
    const answer = await askHttp(ports['http']!, BROUGHT, '/', '::1');
    assertContinued(answer);
    assert.equal(answer.requestId, 'edge-42');
    assert.equal(answer.handedOn['baggage'], 'k=v');
    assert.equal(answer.handedOn['tracestate'], 'a=1');
  });

  it(`a peer in IPv4-mapped form is in IPv4 ranges, with ${WAYMARK_ENGINE}`, async (t) => {
    const { ports } = await startApp(t, { WAYMARK_ENGINE, WAYMARK_TRUST_INBOUND: '127.0.0.0/8' });
    for (const kind of ['http', 'express', 'fastify'])
      assertContinued(await askHttp(ports[kind]!, BROUGHT), kind);
    assertBegun(await askHttp(ports['http']!, BROUGHT, '/', '::1'));
    if (WAYMARK_ENGINE === 'upstream') return;
    assertContinued(await askHttp2(ports['http2']!, BROUGHT));
    assertContinued(await askGrpc(ports['gRPC']!, BROUGHT));
  });

  it(`what cannot be judged is not trusted, and messages are as good as their broker, with ${WAYMARK_ENGINE}`, async (t) => {
    const list = await startApp(t, { WAYMARK_ENGINE, WAYMARK_TRUST_INBOUND: '10.0.0.0/8' });
    const never = await startApp(t, { WAYMARK_ENGINE, WAYMARK_TRUST_INBOUND: 'never' });
    const message = { 'x-message': JSON.stringify({ traceparent }) };
    assertContinued(await askHttp(list.ports['extracting']!, message));
    assertBegun(await askHttp(list.ports['extracting']!, BROUGHT), 'of a request, once more by hand');
    assertBegun(await askHttp(never.ports['extracting']!, message));
    assertBegun(await askHttp(never.ports['extracting']!, BROUGHT));
    const consumed = () => never.sink.spans.filter(({ kind }) => kind === 'CONSUMER');
    await never.sink.waitForSpans(() => consumed().length === 2);
    for (const { links } of consumed())
      assert.deepEqual(
        links.map(({ traceId }) => traceId),
        [TRACE],
      );
    assertBegun(await askGrpc(list.ports['gRPC']!, BROUGHT));
  });

  it(`of whatever view of a request the application extracts, with ${WAYMARK_ENGINE}`, async (t) => {
    const { ports } = await startApp(t, { WAYMARK_ENGINE, WAYMARK_TRUST_INBOUND: '10.0.0.0/8,/internal/*' });
    const ask = (lines: readonly string[], view: string) => {
      const brought = Object.entries({ ...BROUGHT, 'x-view': view });
      return askLines(ports['viewing']!, [...lines, ...brought.map(([name, value]) => `${name}: ${value}`)]);
    };
    const heads: [string, ...string[]][] = [
      ['GET / HTTP/1.1', 'Host: a', 'Connection: close'],
      ['GET / HTTP/1.0'],
      ['GET / HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: websocket'],
      ['GET / HTTP/1.0', 'Connection: Upgrade', 'Upgrade: websocket'],
      ['CONNECT a:80 HTTP/1.1', 'Host: a'],
    ];
    for (const view of ['headers', 'copy', 'request', 'fetch']) {
      for (const head of heads) assert.deepEqual(await ask(head, view), {}, `${view} of ${head}`);
      const { handedOn } = await askHttp2(ports['http2 viewing']!, { ...BROUGHT, 'x-view': view });
      assert.deepEqual(handedOn, {}, `${view} of HTTP/2`);
    }
    // Whom the list trusts keeps what he brought. Upstream's instrumentation does not see upgrades.
    for (const view of ['headers', 'request']) {
      for (const [first, ...more] of heads.slice(0, WAYMARK_ENGINE === 'waymark' ? 4 : 2)) {
        const head = [first.replace('/', '/internal/socket'), ...more];
        const { traceparent, tracestate, baggage, 'x-request-id': id } = BROUGHT;
        const kept = { traceparent, tracestate, baggage, 'x-request-id': id };
        assert.deepEqual(await ask(head, view), kept, `${view} of ${head}`);
      }
    }
  });

  it(`the claimed sampled flag does not count, with ${WAYMARK_ENGINE}`, async (t) => {
    const env = { WAYMARK_ENGINE, OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
    const { ports } = await startApp(t, { ...env, WAYMARK_TRUST_INBOUND: '::1' });
    assertContinued(await askHttp(ports['http']!, sampled(BROUGHT), '/', '::1'));
    const { handedOn } = await askHttp(ports['http']!, sampled(BROUGHT));
    assertBegun({ handedOn });
    assert.match(handedOn['traceparent']!, /-0[02]$/);
  });

  it(`a path that is read in two ways is not trusted, with ${WAYMARK_ENGINE}`, async (t) => {
    const { ports } = await startApp(t, { WAYMARK_ENGINE, WAYMARK_TRUST_INBOUND: '/internal/*' });
    const ask = async (target: string) => ({
      handedOn: await askRaw(ports['http']!, target, [`traceparent: ${traceparent}`]),
    });
    for (const target of ['/internal/jobs', '/internal/?x=/../', 'http://a/internal/x'])
      assertContinued(await ask(target), target);
    const tricks = [
      ...[
        '/',
        '/orders?/internal/x',
        '//internal/x',
        '/internal/../orders',
        '/internal//x',
        '/internal/%2e%2e/orders',
      ],
      ...[
        '/internal/..%2forders',
        '/internal/%5c..',
        '/INTERNAL/x',
        '/%69nternal/x',
        '/internal',
        '/internal/./x',
      ],
      '/internal/..;/orders',
    ];
    for (const target of tricks) assertBegun(await ask(target), target);
  });
}

const signed = (change: { key?: string; age?: number; path?: string } = {}): Headers => {
  const { key = KEY, age = 0, path = '/orders/42' } = change;
  const t = Math.floor(Date.now() / 1000) - age;
  const text = `${t}.GET.${path}.${traceparent}.edge-42`;
  const v1 = createHmac('sha256', key).update(text).digest('hex');
  return { ...BROUGHT, 'x-waymark-signature': `t=${t},v1=${v1}` };
};

for (const WAYMARK_ENGINE of ENGINES) {
  it(`a signature is trusted as far as it goes, with ${WAYMARK_ENGINE}`, async (t) => {
    const { ports, process } = await startApp(t, {
      WAYMARK_ENGINE,
      WAYMARK_TRUST_INBOUND: 'never',
      WAYMARK_TRUST_KEY: `${KEY},${OLD_KEY}`,
    });
    const path = '/orders/42';
    const good: [string, Headers, string?][] = [
      ['by the key', signed()],
      ['by the key that was', signed({ key: OLD_KEY })],
      ['nearly five minutes old', signed({ age: 290 })],
      ['by a clock that is ahead', signed({ age: -290 })],
      ['with a query, which is not signed', signed(), `${path}?full=1`],
      ['sent a second time', signed()],
    ];
    for (const [condition, headers, target = path] of good)
      assertContinued(await askHttp(ports['http']!, headers, target), condition);
    const twice = signed()['x-waymark-signature']!;
    const bad: [string, Headers, string?][] = [
      ['by another key', signed({ key: 'the key of somebody else' })],
      ['five minutes old', signed({ age: 302 })],
      ['by a clock that is too far ahead', signed({ age: -310 })],
      ['of another path', signed(), '/orders/43'],
      ['of another request id', { ...signed(), 'x-request-id': 'edge-43' }],
      ['of another trace', { ...signed(), traceparent: traceparent.replace('b7', 'b8') }],
      ['twice', { ...signed(), 'x-waymark-signature': `${twice}, ${twice}` }],
      ['of nothing', { ...signed(), 'x-waymark-signature': '' }],
    ];
    for (const [condition, headers, target = path] of bad)
      assertBegun(await askHttp(ports['http']!, headers, target), condition);
    if (WAYMARK_ENGINE === 'waymark') {
      assertContinued(await askHttp2(ports['http2']!, signed(), `${path}?full=1`));
      assertBegun(await askHttp2(ports['http2']!, signed(), '/orders/43'));
    }
    assert.ok(!process.stderr.includes('key of the edge'));
  });
}

it('the lines of the README sign a request with curl and openssl', async (t) => {
  const { ports } = await startApp(t, { WAYMARK_TRUST_INBOUND: 'never', WAYMARK_TRUST_KEY: KEY });
  const readme = readFileSync(new URL('../../packages/node/README.md', import.meta.url), 'utf8');
  const script = /```sh\n(t=\$\(date \+%s\)[\s\S]+?)```/.exec(readme)![1]!;
  const lines = script.replaceAll('http://127.0.0.1:3000', `http://127.0.0.1:${ports['http']}`);
  const { handedOn } = {
    handedOn: JSON.parse(
      execFileSync('sh', ['-c', lines], {
        env: { ...process.env, WAYMARK_TRUST_KEY: KEY },
        encoding: 'utf8',
      }),
    ),
  };
  assert.equal(handedOn['x-request-id'], 'edge-42');
  assert.ok(lines.includes(traceIdOf(handedOn)!));
});

it('ignored requests of untrusted callers have ids of their own', async (t) => {
  const env = { WAYMARK_TRUST_INBOUND: '::1', WAYMARK_IGNORE_INCOMING: '/health' };
  const { ports } = await startApp(t, env);
  const { requestId } = await askHttp(ports['http']!, BROUGHT, '/health');
  assert.match(requestId ?? '', /^[\da-f]{32}$/);
  assert.equal((await askHttp(ports['http']!, BROUGHT, '/health', '::1')).requestId, 'edge-42');
});

it('a function of start() decides, and a configuration module may bring it', async (t) => {
  const config = fileURLToPath(new URL('./waymark.config.mjs', import.meta.url));
  const { ports, process } = await startApp(t, { WAYMARK_CONFIG: config, WAYMARK_TRUST_INBOUND: 'never' });
  assertContinued(await askHttp(ports['http']!, { ...BROUGHT, 'x-gateway': 'it is me' }));
  assertBegun(await askHttp(ports['http']!, BROUGHT));
  assertContinued(await askGrpc(ports['gRPC']!, { ...BROUGHT, 'x-gateway': 'it is me' }));
  for (let i = 0; i < 2; i++)
    assertBegun(await askHttp(ports['http']!, { ...BROUGHT, 'x-gateway': 'throw' }));
  const told = process.stderr.match(/trustInbound failed.*/g);
  assert.deepEqual(told, ['trustInbound failed, and the request is not trusted: Error: no such map']);
});

it('an async function trusts nobody, and ends nothing by what it rejects with', async (t) => {
  const config = fileURLToPath(new URL('./async.config.mjs', import.meta.url));
  for (const WAYMARK_ENGINE of ENGINES) {
    const { ports, process } = await startApp(t, { WAYMARK_ENGINE, WAYMARK_CONFIG: config });
    for (const gateway of ['it is me', 'throw'])
      assertBegun(await askHttp(ports['http']!, { ...BROUGHT, 'x-gateway': gateway }));
    assertBegun(await askHttp(ports['http']!, BROUGHT));
    assert.deepEqual(process.stderr.match(/trustInbound failed.*/g), [
      'trustInbound failed, and the request is not trusted: TypeError: the function must answer at once, and gave a promise',
    ]);
  }
});

it('options of a second start are not used, and a line says so', async () => {
  const twice = fileURLToPath(new URL('./started-twice.cjs', import.meta.url));
  const { stdout, stderr } = await runNode(twice, {
    register: 'require',
    env: { OTEL_TRACES_EXPORTER: 'none' },
  });
  assert.equal(stdout, 'true\n');
  assert.match(stderr, /^waymark: start\(\) was given options that are not used/m);
  assert.equal(stderr.match(/not used/g)?.length, 1);
  const off = await runNode(twice, { register: 'require', env: { OTEL_SDK_DISABLED: 'true' } });
  assert.ok(!off.stderr.includes('not used'));
});

it('a key that signs nothing costs a line', async (t) => {
  const key = { WAYMARK_TRUST_KEY: KEY };
  const unsigned = await startApp(t, { ...key, OTEL_PROPAGATORS: 'b3,baggage' });
  assert.match(
    unsigned.process.stderr,
    /^waymark: WAYMARK_TRUST_KEY .* signs no request: .* no tracecontext/m,
  );
  assert.ok(!unsigned.process.stderr.includes(KEY));
  for (const env of [key, { OTEL_PROPAGATORS: 'b3' }])
    assert.ok(!(await startApp(t, env)).process.stderr.includes('WAYMARK_TRUST_KEY'));
});

it('where nothing is set, everybody is trusted', async (t) => {
  const { ports } = await startApp(t, { WAYMARK_TRUST_KEY: KEY });
  for (const kind of ['http', 'express', 'fastify'])
    assertContinued(await askHttp(ports[kind]!, BROUGHT), kind);
  assertContinued(await askGrpc(ports['gRPC']!, BROUGHT));
});
