/** examples/polyglot, read back from a real Jaeger: one trace and one request id over nginx, Node, Python, Go and Kafka. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { printTree, registerPath, runNode, type TestSpan } from '@waymark/testing';
import { missingStacks } from '../../examples/polyglot/install.mjs';
import { type ServiceName, startPolyglot } from '../../examples/polyglot/polyglot.mjs';
import { type Jaeger, startJaeger } from '../backends/jaeger.mjs';
import { skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { JaegerClient } from '../backends/jaeger-client.ts';
import { skipWithoutServer } from '../backends/servers.mjs';
import { clearSettings } from './no-settings.ts';

const skip =
  skipWithoutJaeger() || skipWithoutServer('kafka') || skipWithoutServer('nginx') || skipWithoutStacks();
const BEHIND_NGINX: ServiceName[] = ['storefront', 'checkout', 'stock', 'shipping'];
const EXAMPLE = new URL('../../examples/polyglot/', import.meta.url);
/** What each service writes about an order. */
const LINES: Record<ServiceName, RegExp> = {
  gateway: /POST \/orders\//,
  storefront: /order for/,
  checkout: /checking out/,
  stock: /reserving/,
  shipping: /packing/,
};

interface Order {
  sku: string;
  headers: Record<string, string>;
  /** Of the response. */
  status: number;
  requestId: string | null;
}
const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const ORDERS = {
  withIds: orderOf('teapot', {
    'X-Request-ID': 'customer-7',
    traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01`,
  }),
  withoutId: orderOf('anvil', {}),
  withBadId: orderOf('lantern', { 'X-Request-ID': 'customer-7, customer-8' }),
};
let jaeger: Jaeger | undefined;
let client: JaegerClient;
const written: { service: ServiceName; line: string }[] = [];

// All orders first, then everything is stopped: what is read afterwards is all that there will ever be, and
// much of it was delivered by services that were told to end.
before(async () => {
  if (skip) return;
  clearSettings();
  jaeger = await startJaeger();
  client = new JaegerClient(jaeger.queryUrl);
  const polyglot = await startPolyglot({
    flags: ['--require', registerPath],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlpUrl,
      // Jaeger takes none, and Python says so each time.
      OTEL_LOGS_EXPORTER: 'none',
    },
    onLine: (service, line) => written.push({ service, line }),
  });
  try {
    for (const order of Object.values(ORDERS)) await send(order, polyglot.url);
    const packed = () => written.filter(({ line }) => LINES.shipping.test(line)).length;
    const until = Date.now() + 20_000;
    while (packed() < 3 && Date.now() < until) await sleep(20);
  } finally {
    await polyglot.stop();
  }
});
after(() => jaeger?.stop());

test('an order is one trace over Node, Python, Go, Kafka and Node, below the span that its caller named', {
  skip,
}, async () => {
  const spans = await client.trace(CALLER.traceId, 7);
  assert.equal(tree(spans), `(parent did not arrive)\n${indented(treeOf(ORDERS.withIds))}`);
  assert.equal(
    spans.find(({ service, kind }) => service === 'storefront' && kind === 'SERVER')?.parentSpanId,
    CALLER.spanId,
  );
});

test('without a caller it is the same trace, which begins at the storefront', { skip }, async () => {
  const { requestId } = ORDERS.withoutId;
  const [traceId, ...others] = await client.findByTags('storefront', { 'http.request.id': requestId! });
  assert.deepEqual(others, []);
  const spans = await client.trace(traceId!, 7);
  assert.equal(tree(spans), treeOf(ORDERS.withoutId));
});

test('each service speaks for itself, by the OpenTelemetry of its own language', { skip }, async () => {
  const spans = await client.trace(CALLER.traceId, 7);
  const languages = Object.fromEntries(
    spans.map(({ service, resource }) => [service, resource['telemetry.sdk.language']]),
  );
  assert.deepEqual(languages, { storefront: 'nodejs', checkout: 'python', stock: 'go', shipping: 'nodejs' });
});

test("the caller's request id is on the response and on a log line of every process", { skip }, () => {
  const { status, requestId } = ORDERS.withIds;
  assert.deepEqual([status, requestId], [201, 'customer-7']);
  assert.deepEqual(requestIds('teapot'), {
    gateway: 'customer-7',
    storefront: 'customer-7',
    checkout: 'customer-7',
    stock: 'customer-7',
    shipping: 'customer-7',
  });
});

test('so is the id that nginx made where nobody sent one', { skip }, () => {
  const { status, requestId } = ORDERS.withoutId;
  assert.equal(status, 201);
  assert.match(requestId!, /^[0-9a-f]{32}$/);
  for (const [service, id] of Object.entries(requestIds('anvil'))) assert.equal(id, requestId, service);
});

test('an id that is none goes no further than nginx: behind it, the trace id is the request id', {
  skip,
}, async () => {
  const { status, requestId } = ORDERS.withBadId;
  assert.equal(status, 201);
  assert.equal((await client.trace(requestId!, 7)).length, 7);
  const { gateway, ...others } = requestIds('lantern');
  assert.match(gateway!, /^customer-7,/);
  assert.deepEqual(others, Object.fromEntries(BEHIND_NGINX.map((service) => [service, requestId])));
});

test('the lines of services that print a trace id have the same one', { skip }, () => {
  for (const { service, line } of linesOf('teapot')) {
    if (service !== 'gateway') assert.ok(line.includes(CALLER.traceId), line);
  }
});

test('the command shows what its README shows', { skip }, async () => {
  const run = fileURLToPath(new URL('run.mjs', EXAMPLE));
  const { stdout, stderr } = await runNode(run, { args: ['customer-7'] });
  const shown = readFileSync(new URL('README.md', EXAMPLE), 'utf8').match(/^POST .*?^```/ms)![0];
  assert.deepEqual(shapeOf(stdout), shapeOf(shown), stderr);
});

test('what it lacks is said before anything is fetched or started', async () => {
  const run = fileURLToPath(new URL('run.mjs', EXAMPLE));
  const { code, stdout, stderr } = await runNode(run, { env: { PATH: '/nowhere' } });
  const lacking = 'Kafka: It runs on Java 17 or later, and no `java` command was found.\n';
  assert.deepEqual({ code, stdout, stderr }, { code: 1, stdout: '', stderr: lacking });
});

test('what Python needs for it are ten lines', () => {
  const source = readFileSync(new URL('checkout/request_id.py', EXAMPLE), 'utf8');
  const lines = source.split('\n').filter((line) => line && !/^(from|import|""")/.test(line));
  assert.equal(lines.length, 10);
});

const TREE = `\
storefront SERVER POST /orders/:sku [http.request.id=<id> http.response.status_code=201]
  * log INFO order for <sku>
  storefront CLIENT POST [http.response.status_code=201]
    checkout SERVER POST /checkout/<sku>
      checkout CLIENT /polyglot.Stock/Reserve [rpc.system=grpc]
        stock SERVER polyglot.Stock/Reserve
          stock PRODUCER reserved publish [messaging.system=kafka]
            shipping CONSUMER process reserved [messaging.system=kafka]
              * log INFO packing a parcel with one <sku>
`;

/** Flask's route has the brackets of its own. */
function treeOf({ sku, requestId }: Order): string {
  return TREE.replace('<id>', requestId!).replaceAll(/(?<!checkout\/)<sku>/g, sku);
}

const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');

function tree(spans: TestSpan[]): string {
  const attributes = ['http.request.id', 'http.response.status_code', 'rpc.system', 'messaging.system'];
  return `${printTree(spans, { attributes })}\n`;
}

/** The lines that stand in both, without times and bars: the answer, who logged the id, the tree. */
function shapeOf(text: string): string[] {
  const lines = text.split('\n').flatMap((line) => {
    if (/^POST /.test(line)) return [line];
    const [service] = line.match(/^\w+(?= .*customer-7)/) ?? [];
    return (
      service ??
      (/(SERVER|CLIENT|PRODUCER|CONSUMER) | · info /i.test(line) ? [line.split(/ {2,}[\d.]+ m?s/)[0]!] : [])
    );
  });
  // Services log at their own pace.
  return lines.toSorted();
}

function orderOf(sku: string, headers: Record<string, string>): Order {
  return { sku, headers, status: 0, requestId: null };
}

async function send(order: Order, url: string): Promise<void> {
  const response = await fetch(`${url}/orders/${order.sku}`, { method: 'POST', headers: order.headers });
  await response.arrayBuffer();
  order.status = response.status;
  order.requestId = response.headers.get('x-request-id');
}

/** A line of each service. */
function linesOf(sku: string): { service: ServiceName; line: string }[] {
  const lines = written.filter(({ service, line }) => LINES[service].test(line) && line.includes(sku));
  assert.deepEqual(lines.map(({ service }) => service).sort(), Object.keys(LINES).sort());
  return lines;
}

/** As JSON, and as Python writes it. */
function requestIds(sku: string): Partial<Record<ServiceName, string | undefined>> {
  const found = linesOf(sku).map(({ service, line }) => {
    const [, json, text] = line.match(/"request_id":"([^"]*)"|request_id=(\S+)/) ?? [];
    return [service, json ?? text] as const;
  });
  return Object.fromEntries(found);
}

function skipWithoutStacks(): string | false {
  const missing = missingStacks();
  if (missing && process.env['WAYMARK_REQUIRE_BACKENDS'] === '1') throw new Error(missing);
  return missing ?? false;
}
