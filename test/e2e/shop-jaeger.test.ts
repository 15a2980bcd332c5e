import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { printTree, registerPath, type TestSpan } from '@waymark/testing';
import { startShop } from '../../examples/shop/shop.mjs';
import { CARDS, checkout, KINDS } from '../../examples/shop/traffic.mjs';
import { type Jaeger, startJaeger } from '../backends/jaeger.mjs';
import { skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { JaegerClient } from '../backends/jaeger-client.ts';
import { clearSettings } from './no-settings.ts';

const SERVICES = ['storefront', 'orders', 'payments'] as const;
/** console prints an error with its stack, whose frames are the machine's. */
const STACK_FRAMES = [/(\n {4}at .*)+/g, ''] as const;
const skip = skipWithoutJaeger();

let jaeger: Jaeger | undefined;
let client: JaegerClient;
let output: Record<(typeof SERVICES)[number], string[]>;
/** The id that nobody sent: the shop derived it. */
let derivedId: string;

// All traffic first, then the shop is stopped: what is read afterwards is all that there will ever be, and
// much of it was delivered by services that were told to end.
before(async () => {
  if (skip) return;
  clearSettings();
  jaeger = await startJaeger();
  client = new JaegerClient(jaeger.queryUrl);
  const shop = await startShop({
    flags: ['--require', registerPath],
    env: {
      OTEL_TRACES_EXPORTER: 'jaeger',
      OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlpUrl,
      // Under it no start line is printed, and this is about that line.
      NODE_TEST_CONTEXT: undefined,
    },
  });
  try {
    await checkout(shop.url, KINDS.bought, { requestId: 'e2e-bought' });
    await checkout(shop.url, KINDS.bankDown, { requestId: 'e2e-bank-down' });
    derivedId = (await checkout(shop.url, KINDS.outOfStock)).requestId!;
  } finally {
    await shop.stop();
  }
  const linesOf = (name: (typeof SERVICES)[number]) => shop.services[name].output().trimEnd().split('\n');
  output = { storefront: linesOf('storefront'), orders: linesOf('orders'), payments: linesOf('payments') };
  // Jaeger puts spans into its store in batches, 100 ms apart.
  await sleep(300);
});
after(() => jaeger?.stop());

test('a purchase is one tree of spans and log lines over three services', { skip }, async () => {
  const spans = await traceOf('e2e-bought', 15);
  assert.equal(
    tree(spans),
    `\
storefront SERVER POST /checkout [http.request.id=e2e-bought http.response.status_code=201]
  * log INFO checkout started
  * log INFO checkout finished
  storefront CLIENT GET [http.response.status_code=200]
    orders SERVER GET /products/:sku [http.request.id=e2e-bought http.response.status_code=200]
      * log INFO incoming request
      * log INFO request completed
      orders CLIENT pg-pool.connect
      orders CLIENT pg.query:SELECT shop
  storefront CLIENT POST [http.response.status_code=201]
    orders SERVER POST /orders [http.request.id=e2e-bought http.response.status_code=201]
      * log INFO incoming request
      * log INFO order stored
      * log INFO request completed
      orders CLIENT pg-pool.connect
      orders CLIENT pg.query:INSERT shop
      orders CLIENT POST [http.response.status_code=201]
        payments SERVER POST [http.request.id=e2e-bought http.response.status_code=201]
          * log INFO charging 4800 cents for order 1 to card REDACTED
          payments CLIENT GET [http.response.status_code=200]
            payments SERVER GET [http.request.id=e2e-bought http.response.status_code=200]
      orders CLIENT pg-pool.connect
      orders CLIENT pg.query:UPDATE shop
`,
  );
});

test('a failure is marked on every span that it passed, with its error and log lines', { skip }, async () => {
  const spans = await traceOf('e2e-bank-down', 13);
  assert.equal(
    tree(spans),
    `\
storefront SERVER POST /checkout [http.request.id=e2e-bank-down http.response.status_code=502] (ERROR)
  * log INFO checkout started
  * exception OrderError: payments answered 502: the acquirer answered 503: maintenance until 06:00
  * log ERROR POST /checkout failed: payments answered 502: the acquirer answered 503: maintenance until 06:00
  storefront CLIENT GET [http.response.status_code=200]
    orders SERVER GET /products/:sku [http.request.id=e2e-bank-down http.response.status_code=200]
      * log INFO incoming request
      * log INFO request completed
      orders CLIENT pg-pool.connect
      orders CLIENT pg.query:SELECT shop
  storefront CLIENT POST [http.response.status_code=502] (ERROR)
    orders SERVER POST /orders [http.request.id=e2e-bank-down http.response.status_code=502] (ERROR)
      * log INFO incoming request
      * log INFO order stored
      * exception PaymentFailed: payments answered 502: the acquirer answered 503: maintenance until 06:00
      * log ERROR order failed
      * log INFO request completed
      orders CLIENT pg-pool.connect
      orders CLIENT pg.query:INSERT shop
      orders CLIENT POST [http.response.status_code=502] (ERROR)
        payments SERVER POST [http.request.id=e2e-bank-down http.response.status_code=502] (ERROR)
          * log INFO charging 2400 cents for order 2 to card REDACTED
          * log ERROR order 2 not charged: Error: the acquirer answered 503: maintenance until 06:00
          payments CLIENT GET [http.response.status_code=503] (ERROR)
            payments SERVER GET [http.request.id=e2e-bank-down http.response.status_code=503] (ERROR)
`,
  );
});

test('no card number is anywhere in Jaeger: neither in a line nor in the URL that the bank is asked by', {
  skip,
}, async () => {
  for (const [id, card] of [
    ['e2e-bought', CARDS.good],
    ['e2e-bank-down', CARDS.bankDown],
  ] as const) {
    const text = JSON.stringify(await traceOf(id, 13), (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    assert.match(text, /to card REDACTED"/);
    assert.match(text, /\/acquirer\/cards\/REDACTED"/);
    assert.equal(text.includes(card), false, text);
  }
});

test('the database span says what was asked', { skip }, async () => {
  const spans = await traceOf('e2e-bought', 15);
  const insert = spans.find(({ name }) => name === 'pg.query:INSERT shop')!;
  assert.equal(insert.attributes['db.system.name'], 'postgresql');
  assert.equal(insert.attributes['db.namespace'], 'shop');
  assert.match(String(insert.attributes['db.query.text']), /^INSERT INTO orders .* \$2::int/);
});

test('Jaeger marks the failed spans for its page and older clients', { skip }, async () => {
  const [traceId] = await client.findByTags('storefront', { 'http.request.id': 'e2e-bank-down' });
  const failed = (await client.legacyTrace(traceId!)).filter((span) => span.tags['error'] === true);
  assert.deepEqual(failed.map((span) => `${span.service} ${span.tags['span.kind']}`).sort(), [
    'orders client',
    'orders server',
    'payments client',
    'payments server',
    'payments server',
    'storefront client',
    'storefront server',
  ]);
});

test('a search by request id finds the trace at every service that it went through', { skip }, async () => {
  for (const service of SERVICES) {
    const found = await client.findByTags(service, { 'http.request.id': 'e2e-bought' });
    assert.equal(found.length, 1, service);
    assert.deepEqual(found, await client.findByTags('storefront', { 'http.request.id': 'e2e-bought' }));
  }
  assert.deepEqual(await client.findByTags('storefront', { 'http.request.id': 'e2e-nobody' }), []);
});

test('an id that nobody sent is the trace id, so it can be pasted into Jaeger', { skip }, async () => {
  assert.match(derivedId, /^[0-9a-f]{32}$/);
  const spans = await client.trace(derivedId, 3);
  assert.deepEqual([...new Set(spans.map((span) => span.service))].sort(), ['orders', 'storefront']);
  assert.ok((await client.findByOperation('storefront', 'POST /checkout')).includes(derivedId));
});

test('services are named after their own package.json', { skip }, async () => {
  assert.deepEqual(await client.services(), [...SERVICES].sort());
});

test('register prints the start line and nothing else', { skip }, () => {
  for (const service of SERVICES) {
    const ours = output[service].filter((line) => /^waymark: /.test(line));
    assert.equal(ours.length, 1, `${service}:\n${output[service].join('\n')}`);
    assert.match(ours[0]!, new RegExp(`^waymark.*${service}`));
  }
  const [started, listening, ...rest] = output.payments;
  assert.match(started!, /^waymark/);
  assert.match(listening!, /^listening on http:\/\/127\.0\.0\.1:\d+$/);
  assert.deepEqual(
    rest.filter((line) => !line.startsWith('    at ')),
    [
      `charging 4800 cents for order 1 to card ${CARDS.good}`,
      `charging 2400 cents for order 2 to card ${CARDS.bankDown}`,
      'order 2 not charged: Error: the acquirer answered 503: maintenance until 06:00',
    ],
  );
});

test('structured log lines carry the three ids', { skip }, async () => {
  const [traceId] = await client.findByTags('storefront', { 'http.request.id': 'e2e-bank-down' });
  for (const [service, message] of [
    ['storefront', /^POST \/checkout failed/],
    ['orders', /^order failed$/],
  ] as const) {
    const records = output[service].filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    const record = records.find(({ msg, message: text }) => message.test(msg ?? text));
    assert.equal(record.trace_id, traceId);
    assert.equal(record.request_id, 'e2e-bank-down');
    assert.match(record.span_id, /^[0-9a-f]{16}$/);
  }
});

/** The spans of the one trace that a request id finds. */
async function traceOf(requestId: string, atLeast: number): Promise<TestSpan[]> {
  const [traceId, ...others] = await client.findByTags('storefront', { 'http.request.id': requestId });
  assert.ok(traceId, `no trace for ${requestId}`);
  assert.deepEqual(others, []);
  return client.trace(traceId, atLeast);
}

function tree(spans: TestSpan[]): string {
  const text = printTree(spans, {
    attributes: ['http.request.id', 'http.response.status_code'],
    mask: [STACK_FRAMES],
  });
  return `${text}\n`;
}
