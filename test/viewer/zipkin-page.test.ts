/** Zipkin's page, which knows nothing of it, over the viewer. Pictures are in test/browser/screenshots. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startViewer, type Viewer } from '../../packages/viewer/src/index.ts';
import { type LocalServer, skipWithoutServer, startServer } from '../backends/servers.mjs';
import { type OpenBrowser, openBrowser, skipWithoutChromium } from '../browser/browser.mjs';
import { post } from './asked.ts';
import { serveZipkinPage, type ZipkinPage } from './zipkin-page.ts';
import { RICH, richTrace } from './zipkin-spans.ts';

const skip = skipWithoutServer('zipkin') || skipWithoutChromium();
let zipkin: LocalServer;
let viewer: Viewer;
let served: ZipkinPage;
let browser: OpenBrowser;
const errors: Error[] = [];

/** A minute old: the page looks at the last fifteen. */
const recentTrace = richTrace.map((span) => ({
  ...span,
  timestamp: span.timestamp + 3_540_000_000,
  annotations: span.annotations?.map((each) => ({ ...each, timestamp: each.timestamp + 3_540_000_000 })),
}));

before(async () => {
  if (skip) return;
  // Only the viewer has spans.
  viewer = await startViewer({ port: 0 });
  zipkin = await startServer('zipkin');
  browser = await openBrowser();
  await post(viewer.url, '/api/v2/spans', 'application/json', Buffer.from(JSON.stringify(recentTrace)));
  served = await serveZipkinPage(`http://127.0.0.1:${zipkin.port}`, viewer.url);
  browser.page.on('pageerror', (error) => errors.push(error));
});
after(async () => {
  await browser?.close();
  await served?.close();
  await Promise.all([viewer?.close(), zipkin?.stop()]);
});

test('a search for a service finds its trace', { skip }, async () => {
  const { page } = browser;
  await page.goto(`${served.url}/zipkin/?serviceName=till`);
  await page.getByRole('button', { name: /run query/i }).click();
  await page.getByText('till: get /basket', { exact: true }).waitFor();
  await browser.screenshot('zipkin-page-search');
});

test('a trace shows its spans, with what client and server of one id say as one', { skip }, async () => {
  const { page } = browser;
  await page.goto(`${served.url}/zipkin/traces/${RICH}`);
  for (const span of ['stock: get', 'stock: query', 'till: pay', 'bank: send', 'ledger: receive'])
    await page.getByText(span, { exact: true }).waitFor();
  await browser.screenshot('zipkin-page-trace');
});

test('the graph of services', { skip }, async () => {
  const { page } = browser;
  await page.goto(`${served.url}/zipkin/dependency`);
  await page.getByRole('button', { name: /run query/i }).click();
  await page.getByText('Filter').first().waitFor();
  await page.locator('input').last().click();
  await page.getByText('ledger', { exact: true }).waitFor();
  const services = await page.getByRole('option').allInnerTexts();
  assert.deepEqual(services.sort(), ['bank', 'kafka', 'ledger', 'postgres', 'stock', 'till']);
  await browser.screenshot('zipkin-page-services');
});

test('the page stumbled over nothing', { skip }, () => assert.deepEqual(errors, []));
