/** The shop's traffic in the viewer's page, as a person looks for what went wrong. Pictures are in test/browser/screenshots. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { registerPath } from '@waymark/testing';
import { startShop } from '../../examples/shop/shop.mjs';
import { sendTraffic } from '../../examples/shop/traffic.mjs';
import { startViewer, type Viewer } from '../../packages/viewer/src/index.ts';
import { openBrowser, skipWithoutChromium } from '../browser/browser.mjs';
import { clearSettings } from './no-settings.ts';

type Browser = Awaited<ReturnType<typeof openBrowser>>;

const skip = skipWithoutChromium();
let viewer: Viewer;
let browser: Browser;
/** Of a request that the bank failed, with an id that a gateway gave. */
let failedId = '';
const errors: Error[] = [];

before(async () => {
  if (skip) return;
  clearSettings();
  viewer = await startViewer({ port: 0 });
  const shop = await startShop({
    flags: ['--require', registerPath],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: viewer.url },
  });
  const sent = await sendTraffic(shop.url).finally(shop.stop);
  failedId = sent.find(({ status, requestId }) => status === 502 && requestId?.startsWith('gateway'))!
    .requestId!;
  browser = await openBrowser({ width: 1440, height: 900 });
  browser.page.on('pageerror', (error) => errors.push(error));
});
after(async () => {
  await browser?.close();
  await viewer?.close();
});

const page = () => browser.page;
const key = (name: string) => page().keyboard.press(name);
const activeSpan = () => page().locator('#spans .active');

test('the list has each checkout, the failed ones by a word', { skip }, async () => {
  await page().goto(viewer.pageUrl);
  await page().locator('#traces .vlist-body [role=row]').first().waitFor();
  await browser.screenshot('shop-traces');
  await page().keyboard.press('/');
  await page().keyboard.type('http.response.status_code=502 service=storefront');
  await key('Enter');
  await page().getByText('2 traces').first().waitFor();
  await browser.screenshot('shop-traces-failed');
});

test('the failing request is found by its request id', { skip }, async () => {
  await key('Escape');
  await page()
    .getByRole('textbox', { name: /^Go to a trace id/ })
    .fill(failedId);
  await key('Enter');
  await page()
    .getByRole('heading', { level: 1, name: /POST \/checkout/ })
    .waitFor();
  const { traceId } = (await viewer.store.find(failedId))!;
  assert.ok(page().url().includes(traceId), page().url());
  await page().locator('#spans [role=row][aria-level]').nth(10).waitFor();
  await browser.screenshot('shop-trace');
});

test('e goes from error to error', { skip }, async () => {
  await page().locator('#spans').focus();
  const hops = new Set<string>();
  for (let hop = 0; hop < 12; hop++) {
    await key('e');
    hops.add(`${await activeSpan().locator('.span-text').textContent()}`);
  }
  const all = [...hops].join();
  for (const name of ['POST /checkout', 'POST /orders', 'GET']) assert.ok(hops.has(name), all);
  assert.doesNotMatch(all, /pg\.query/, 'the database is fine');
});

test('the lines of the whole request stand together, in time, and the card in none', { skip }, async () => {
  await key('l');
  const lines = page().locator('#moments [role=row] .moment-line');
  await lines.first().waitFor();
  await browser.screenshot('shop-trace-logs');
  const told = await lines.allInnerTexts();
  const at = (text: string) => told.findIndex((line) => line.includes(text));
  const inOrder = [
    'checkout started',
    'charging 2400 cents',
    'not charged',
    'order failed',
    'POST /checkout failed',
  ];
  const places = inOrder.map(at);
  assert.ok(
    places.every((place, index) => place > (places[index - 1] ?? -1)),
    `${places} of ${told.join('\n')}`,
  );
  assert.ok(told.some((line) => line.includes('card REDACTED')));
  assert.doesNotMatch(`${await page().locator('body').textContent()}`, /4000-?0000/);
});

test('the map has the shop’s services and their database, and the logs page its lines', {
  skip,
}, async () => {
  await page().goto(`${viewer.url}/map`);
  for (const service of ['storefront', 'orders', 'payments', 'postgresql'])
    await page()
      .getByRole('button', { name: new RegExp(`^${service}`) })
      .first()
      .waitFor();
  await browser.screenshot('shop-map');
  await page().goto(`${viewer.url}/logs?where=${encodeURIComponent('severity>=error')}`);
  await page().getByText('order failed').first().waitFor();
  await browser.screenshot('shop-logs');
  assert.deepEqual(errors, []);
});
