/** Each page by axe-core's rules, and that nothing on it runs out of its box, light and dark, wide and narrow. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { type OpenBrowser, openBrowser, skipWithoutChromium } from '../browser/browser.mjs';
import { openPageServer, type PageServer } from './page-server.ts';
import { broken, checkout, checkoutLogs, traceId } from './page-traces.ts';

const skip = skipWithoutChromium();
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 900, height: 900 };
/** Of log records alone, as of a request in which the process ended. */
const ONLY_LOGS = 'd'.repeat(32);

let server: PageServer;
let browser: OpenBrowser;
let page: OpenBrowser['page'];
let axe: string;

before(async () => {
  if (skip) return;
  server = await openPageServer();
  browser = await openBrowser(WIDE);
  page = browser.page;
  page.setDefaultTimeout(8000);
  const require = createRequire(new URL('../browser/package.json', import.meta.url));
  axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  const now = Date.now();
  // At a rate, with a share of errors, whose figures are as long as figures get.
  for (let trace = 1; trace <= 12; trace++) {
    const start = now - trace * 3700;
    await server.send('traces', checkout(trace, start, { fails: trace === 2 }));
    await server.send('logs', checkoutLogs(trace, start));
  }
  await server.send('traces', broken(90, now - 9000));
  await server.send('logs', onlyLogs(now - 7000));
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** What axe-core finds on the page as it is now: the rule and where. */
async function violations(): Promise<string[]> {
  // A script in the page's own markup may not run there, by its policy.
  await page.evaluate(`(() => {${axe}})()`);
  return page.evaluate<string[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ' at ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`,
  );
}

const arrived = (path: string) => page.goto(server.url + path);
const PAGES: { name: string; path: string; shows: string }[] = [
  { name: 'traces', path: '/', shows: '#traces [role=row]' },
  { name: 'logs', path: '/logs', shows: '#logs [role=row]' },
  { name: 'the map', path: '/map', shows: '.service-box' },
  { name: 'the tables of the map', path: '/map?view=tables', shows: '.map-figures' },
  { name: 'a trace', path: `/traces/${traceId(2)}`, shows: '.span-bar' },
  { name: 'a broken trace', path: `/traces/${traceId(90)}`, shows: '.trace-warning' },
  { name: 'a flame graph', path: `/traces/${traceId(2)}?view=flame`, shows: 'canvas' },
  { name: 'the logs of a trace', path: `/traces/${traceId(2)}?view=logs`, shows: '.trace-logs [role=row]' },
  { name: 'two traces', path: `/compare/${traceId(1)}/${traceId(2)}`, shows: '#compared [role=row]' },
  { name: 'a trace of log records', path: `/traces/${ONLY_LOGS}`, shows: '.trace-logs [role=row]' },
  { name: 'no such trace', path: `/traces/${'e'.repeat(32)}`, shows: '.blank' },
  { name: 'no such page', path: '/nowhere', shows: '.blank' },
];

for (const { name, path, shows } of PAGES) {
  test(`axe-core finds nothing wrong with ${name}`, { skip }, async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await arrived(path);
      await page.locator(shows).first().waitFor();
      assert.deepEqual(await violations(), [], colorScheme);
    }
  });
}

test('what a box of the map says stays in the box', { skip }, async () => {
  await arrived('/map');
  await page.locator('.service-box').first().waitFor();
  const over = await page
    .locator('.service-box')
    .evaluateAll((boxes) =>
      boxes.filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.textContent),
    );
  assert.deepEqual(over, []);
  await page.getByRole('button', { name: /^payments .* failed$/ }).waitFor();
});

test('beside the details of a log record, its row stays in the list', { skip }, async () => {
  await page.setViewportSize(NARROW);
  await arrived('/logs');
  await page.locator('#logs .vlist-body [role=row]').first().click();
  await page.getByRole('heading', { name: 'Log record' }).waitFor();
  const over = await page.locator('#logs .trace-link svg').evaluateAll((icons) => {
    const list = document.querySelector('#logs')!.getBoundingClientRect();
    return icons.filter((icon) => icon.getBoundingClientRect().right > list.right).length;
  });
  assert.equal(over, 0);
  await browser.screenshot('narrow--log-record');
});

function onlyLogs(startMs: number) {
  const record = {
    timeUnixNano: String(BigInt(startMs) * 1_000_000n),
    severityNumber: 21,
    body: { stringValue: 'unhandled rejection: the last words' },
    traceId: ONLY_LOGS,
    spanId: 'd'.repeat(16),
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'crasher' } }] };
  return { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] };
}
