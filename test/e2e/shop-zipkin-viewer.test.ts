/** The shop's log lines under their spans, in a real Zipkin, its page and the viewer, and no card number in any of them. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { registerPath } from '@waymark/testing';
import { startShop } from '../../examples/shop/shop.mjs';
import { CARDS, checkout, KINDS } from '../../examples/shop/traffic.mjs';
import { startViewer } from '../../packages/viewer/src/index.ts';
import { type LocalServer, skipWithoutServer, startServer } from '../backends/servers.mjs';
import { type Locator, openBrowser, skipWithoutChromium } from '../browser/browser.mjs';
import { clearSettings } from './no-settings.ts';

const skip = skipWithoutServer('zipkin');
const REQUEST = 'e2e-bank-down';

interface ZipkinSpan {
  traceId: string;
  name: string;
  kind?: string;
  localEndpoint: { serviceName: string };
  annotations?: { timestamp: number; value: string }[];
  tags: Record<string, string>;
}

let zipkin: LocalServer | undefined;
let viewer: Awaited<ReturnType<typeof startViewer>> | undefined;
let printed = '';

before(async () => {
  if (skip) return;
  clearSettings();
  zipkin = await startServer('zipkin');
  viewer = await startViewer({ port: 0 });
  const shop = await startShop({
    flags: ['--require', registerPath],
    env: {
      OTEL_TRACES_EXPORTER: 'otlp,zipkin',
      OTEL_EXPORTER_OTLP_ENDPOINT: viewer.url,
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://127.0.0.1:${zipkin.port}/api/v2/spans`,
      OTEL_EXPORTER_ZIPKIN_PROTOCOL: 'http/protobuf',
      WAYMARK_REQUEST_LOG: 'all',
    },
  });
  try {
    await checkout(shop.url, KINDS.bankDown, { requestId: REQUEST });
  } finally {
    await shop.stop();
  }
  printed = shop.services['payments']!.output();
});
after(async () => {
  await viewer?.close();
  await zipkin?.stop();
});

/** Message by span: what each service wrote while it served. */
const LINES = {
  'storefront POST /checkout': [
    'INFO checkout started',
    'ERROR POST /checkout failed: payments answered 502: the acquirer answered 503: maintenance until 06:00',
  ],
  'orders GET /products/:sku': ['INFO incoming request', 'INFO request completed'],
  'orders POST /orders': [
    'INFO incoming request',
    'INFO order stored',
    'ERROR order failed',
    'INFO request completed',
  ],
  'payments POST': [
    'INFO charging 2400 cents for order 1 to card REDACTED',
    'ERROR order 1 not charged: Error: the acquirer answered 503: maintenance until 06:00',
  ],
};

test('Zipkin shows the lines under their spans, each beginning with its message', { skip }, async () => {
  const spans = await zipkinSpans();
  const lines: Record<string, string[]> = {};
  for (const { name, kind, localEndpoint, annotations = [] } of spans) {
    // Zipkin writes names small.
    const key = Object.keys(LINES).find(
      (of) => of.toLowerCase() === `${localEndpoint.serviceName} ${name}`.toLowerCase(),
    );
    const told = annotations.map(({ value }) => lineOf(value)).filter((line) => line !== undefined);
    if (told.length > 0) {
      assert.equal(kind, 'SERVER', name);
      lines[key ?? name] = told;
    }
  }
  assert.deepEqual(lines, LINES);
});

test('Zipkin has an exception as the specification writes events', { skip }, async () => {
  const values = (await zipkinSpans()).flatMap(({ annotations = [] }) => annotations);
  assert.ok(values.some(({ value }) => value.startsWith('"exception":{"exception.type":"PaymentFailed"')));
});

test('Zipkin links the services that called each other, and the database that has no spans', {
  skip,
}, async () => {
  await zipkinSpans();
  const links = await zipkinAnswer<Link[]>(`dependencies?endTs=${Date.now()}&lookback=3600000`);
  const told = links.map(({ parent, child, errorCount = 0 }) => `${parent} ${child} ${errorCount > 0}`);
  // The bank's own span is one of the payments: it runs in that process.
  const expected = ['storefront orders true', 'orders payments true', 'payments payments true'];
  assert.deepEqual(told.sort(), [...expected, 'orders 127.0.0.1 false'].sort());
});

test("Zipkin's page shows the failed request with its lines, its errors in red", {
  skip: skip || skipWithoutChromium(),
  timeout: 60_000,
}, async () => {
  const [{ traceId } = { traceId: '' }] = await zipkinSpans();
  const browser = await openBrowser();
  try {
    const { page } = browser;
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(`http://127.0.0.1:${zipkin!.port}/zipkin/traces/${traceId}`);
    // The root is selected, so its lines are there at once.
    await page.getByText(/^checkout started \{"log.severity":"INFO"/).waitFor();
    await page.getByText('payments: post', { exact: true }).click();
    const line = page.getByText(/^charging 2400 cents for order 1 to card REDACTED/);
    await line.waitFor();
    await page.getByText(/^order 1 not charged: Error: the acquirer answered 503/).waitFor();
    await browser.screenshot('zipkin-trace');
    const colour = `getComputedStyle(document.querySelector('${MARK}')).color`;
    assert.equal(await page.evaluate(colour), 'rgb(200, 0, 29)');
    assert.equal(await markOf(page.getByText('payments: post', { exact: true })), 1);
    assert.equal(await markOf(page.getByText('orders: get /products/:sku', { exact: true })), 0);
    // A span of a call is headed by whom it called, where that has no span of its own.
    await page.getByText('127.0.0.1: pg.query:insert shop', { exact: true }).waitFor();

    const [from, to] = [Date.now() - 3_600_000, Date.now()];
    await page.goto(`http://127.0.0.1:${zipkin!.port}/zipkin/dependency?startTime=${from}&endTime=${to}`);
    await page.getByText('Filter').first().waitFor();
    await page.locator('input').last().click();
    await page.getByText('payments', { exact: true }).waitFor();
    await browser.screenshot('zipkin-dependencies');
    const services = await page.getByRole('option').allInnerTexts();
    assert.deepEqual(services.sort(), ['127.0.0.1', 'orders', 'payments', 'storefront']);
    assert.deepEqual(errors, []);
  } finally {
    await browser.close();
  }
});

test('the viewer shows the same lines under the same spans', { skip }, async () => {
  const page = await traceText();
  for (const [span, lines] of Object.entries(LINES)) {
    const [service, name] = span.split(/ (.*)/);
    // From its own row to that of the next span.
    const shown = page.split(`${service} SERVER ${name} `)[1]!.split(/^[│ ]*[├└]─ /m)[0]!;
    const told = [...shown.matchAll(/^[│ ]*· \w+ +(.*)$/gm)].map(([, message]) => message!);
    const expected = lines.map((line) => line.replace(/^\w+ /, ''));
    for (const message of expected)
      assert.ok(
        told.some((line) => line.startsWith(message)),
        `${message}\n${page}`,
      );
  }
});

test('the viewer has a record of each request, in its place', { skip }, async () => {
  const { logs } = (await viewer!.store.trace(REQUEST))!;
  const lines = logs.map(({ record }) => record.body?.stringValue ?? '');
  const records = lines.filter((line) => / in [\d.]+ ms$/.test(line));
  assert.deepEqual(records.map((line) => line.replace(/[\d.]+ ms$/, 'N ms')).sort(), [
    'GET /acquirer/cards/REDACTED 503 in N ms',
    'GET /products/:sku 200 in N ms',
    'POST /charges 502 in N ms',
    'POST /checkout 502 in N ms',
    'POST /orders 502 in N ms',
  ]);
});

test('the card is where the application printed it, and nowhere else', { skip }, async () => {
  assert.ok(printed.includes(`to card ${CARDS.bankDown}`), printed);
  const page = await traceText();
  const stored = JSON.stringify(await viewer!.store.trace(REQUEST), (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  for (const text of [JSON.stringify(await zipkinSpans()), page, stored]) {
    assert.match(text, /REDACTED/);
    assert.equal(text.includes(CARDS.bankDown), false, text);
    assert.equal(text.includes(CARDS.bankDown.replaceAll('-', '')), false, text);
  }
});

async function traceText(): Promise<string> {
  return (await fetch(`${viewer!.url}/api/waymark/traces/${REQUEST}/text`)).text();
}

/** `INFO checkout started` of a line's annotation. */
function lineOf(value: string): string | undefined {
  const [, message, json] = /^(.*?) (\{"log\.severity".*\})$/s.exec(value) ?? [];
  if (json === undefined) return undefined;
  // console prints an error with its stack.
  return `${JSON.parse(json)['log.severity']} ${message!.split('\n')[0]}`;
}

interface Link {
  parent: string;
  child: string;
  errorCount?: number;
}

/** What the page puts in front of a span that failed. */
const MARK = 'svg.MuiSvgIcon-colorError';

/** How many error marks stand beside a name in the page's list of spans. */
function markOf(name: Locator): Promise<number> {
  return name.locator('xpath=..').locator(MARK).count();
}

async function zipkinAnswer<T>(path: string): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${zipkin!.port}/api/v2/${path}`);
  return (await answer.json()) as T;
}

/** All of the one trace, asked until it is there: Zipkin answers 202 before it has stored anything. */
async function zipkinSpans(): Promise<ZipkinSpan[]> {
  const query = new URLSearchParams({ annotationQuery: `http.request.id=${REQUEST}`, limit: '10' });
  let spans: ZipkinSpan[] = [];
  for (const end = performance.now() + 10_000; performance.now() < end; await sleep(100)) {
    const traces = await zipkinAnswer<ZipkinSpan[][]>(`traces?${query}`);
    assert.ok(traces.length < 2);
    spans = traces[0] ?? [];
    if (spans.length >= 13) break;
  }
  return spans.sort((a, b) => (a.annotations?.[0]?.timestamp ?? 0) - (b.annotations?.[0]?.timestamp ?? 0));
}
