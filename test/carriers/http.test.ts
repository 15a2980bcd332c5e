import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type NodeProcess, type OtlpServer, startNode, startOtlpServer } from '@waymark/testing';
import { makeCertificate } from '../http2/certificate.ts';
import { ensureCarriers } from './packages.mjs';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const CLIENTS = [
  'http',
  'http with a list',
  'http with setHeader',
  'https',
  'http2',
  'fetch',
  'fetch with Headers',
  'fetch with pairs',
  'undici',
  'undici with a list',
  'fetch of undici',
  'axios',
  'gRPC',
];
/** Upstream has no instrumentation of HTTP/2's clients, and of a list of headers makes headers called `0`, `1` and so on. */
const NOT_UPSTREAM = ['http2', 'http with a list'];
const ENGINES = { waymark: CLIENTS, upstream: CLIENTS.filter((name) => !NOT_UPSTREAM.includes(name)) };
type Engine = keyof typeof ENGINES;

const file = (name: string) => fileURLToPath(new URL(`${name}.cjs`, import.meta.url));
const certificate = makeCertificate();
const processes: NodeProcess[] = [];
const callerPorts: Partial<Record<Engine, string>> = {};
let sink: OtlpServer;

before(async () => {
  ensureCarriers();
  sink = await startOtlpServer();
  const start = (name: string, env: Record<string, string>) => {
    const sinkEnv = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_BSP_SCHEDULE_DELAY: '100' };
    const started = startNode(file(name), {
      register: 'require',
      env: { OTEL_SERVICE_NAME: name, ...sinkEnv, ...env },
    });
    processes.push(started);
    return started;
  };
  const { key, cert } = certificate;
  const peer = start('http-peer', { KEY: key, CERT: cert });
  const [, ports] = await peer.waitForLine(/ports (.*)/);
  const listening = Object.keys(ENGINES).map(async (engine) => {
    const caller = start('http-caller', { PEER_PORTS: ports!, WAYMARK_ENGINE: engine });
    callerPorts[engine as Engine] = (await caller.waitForLine(/listening on (\d+)/))[1];
  });
  await Promise.all(listening);
});

after(async () => {
  await Promise.all(processes.map((one) => one[Symbol.asyncDispose]()));
  await sink?.close();
  certificate[Symbol.dispose]();
});

interface Answer {
  /** What the peer found of ours in its request, as it was written. */
  headers: [name: string, value: string][];
  /** The request id that the peer goes by. */
  id: string;
}

async function ask(engine: Engine, by: string, headers: Record<string, string>, more = {}) {
  const query = new URLSearchParams({ by, ...more });
  const answer = await fetch(`http://127.0.0.1:${callerPorts[engine]}/?${query}`, { headers });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return { ...(JSON.parse(text) as Answer), echoed: answer.headers.get('x-request-id') };
}

const valuesOf = ({ headers }: Answer, name: string) =>
  headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);

for (const [engine, clients] of Object.entries(ENGINES) as [Engine, string[]][])
  for (const by of clients) {
    test(`${by}, engine ${engine}: the caller's id goes on in lower case, once, with the trace`, async () => {
      const answer = await ask(engine, by, { 'X-Request-ID': 'caller-7', traceparent: PARENT });
      assert.deepEqual(
        answer.headers.filter(([name]) => /request/i.test(name)),
        [['x-request-id', 'caller-7']],
      );
      assert.deepEqual([answer.id, answer.echoed], ['caller-7', 'caller-7']);
      const [parent, ...more] = valuesOf(answer, 'traceparent');
      assert.deepEqual(more, []);
      assert.match(parent!, new RegExp(`^00-${TRACE}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
    });

    test(`${by}, engine ${engine}: without an id of the caller's it is the trace id`, async () => {
      const answer = await ask(engine, by, {});
      const [parent] = valuesOf(answer, 'traceparent');
      const traceId = parent!.split('-')[1];
      assert.deepEqual([answer.id, answer.echoed], [traceId, traceId]);
      assert.deepEqual(valuesOf(answer, 'x-request-id'), [traceId]);
    });

    for (const own of ['X-Request-ID', 'x-request-id'])
      test(`${by}, engine ${engine}: the application's own ${own} wins, and is not doubled`, async () => {
        const answer = await ask(engine, by, { 'X-Request-ID': 'caller-7' }, { own });
        assert.deepEqual(valuesOf(answer, 'x-request-id'), ['own-1']);
        assert.deepEqual([answer.id, answer.echoed], ['own-1', 'caller-7']);
        assert.equal(valuesOf(answer, 'traceparent').length, 1);
      });

    test(`${by}, engine ${engine}: where tracing is suppressed nothing goes on`, async () => {
      const inbound = { 'X-Request-ID': 'caller-7', traceparent: PARENT };
      assert.deepEqual((await ask(engine, by, inbound, { suppressed: 1 })).headers, []);
    });
  }

test('requests of the exporters carry nothing', async () => {
  await ask('waymark', 'http', {});
  await ask('upstream', 'http', {});
  await sink.waitForSpans((spans) => spans.filter(({ service }) => service === 'http-caller').length > 4);
  const carried = sink.requests.flatMap(({ headers }) =>
    Object.keys(headers).filter((name) =>
      /^(?:traceparent|tracestate|baggage|x-request-id|x-service)/.test(name),
    ),
  );
  assert.deepEqual(carried, []);
  assert.ok(sink.requests.length > 1);
});
