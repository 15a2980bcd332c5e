/** The page of a trace in a real browser, used as a person would. Pictures are kept in test/browser/screenshots. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser, skipWithoutChromium } from '../browser/browser.mjs';
import { type PageProblems, watchProblems } from './page-problems.ts';
import { openPageServer, type PageServer } from './page-server.ts';
import { broken, checkout, checkoutLogs, HOSTILE, spanId, traceId } from './page-traces.ts';

type Browser = Awaited<ReturnType<typeof openBrowser>>;

const skip = skipWithoutChromium();
let server: PageServer;
let browser: Browser;
let problems: PageProblems;

/** Spans' numbers, as `checkout(1)` has them. */
const ROOT = spanId(1001);
const CHARGE = spanId(1005);
const AT = Date.now() - 30_000;

before(async () => {
  if (skip) return;
  [server, browser] = await Promise.all([openPageServer(), openBrowser()]);
  await server.send('traces', checkout(1, AT));
  await server.send('logs', checkoutLogs(1, AT));
  await server.send('traces', checkout(2, AT + 5000, { queries: 12, fails: false }));
  await server.send('traces', broken(3, AT));
  problems = await watchProblems(browser.page);
  await browser.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const page = () => browser.page;
const key = (name: string) => page().keyboard.press(name);
const pathOf = (trace: number, query = '') => `/traces/${traceId(trace)}${query}`;

async function open(path: string): Promise<void> {
  await page().goto(server.url + path);
}
async function openTrace(trace: number, query = ''): Promise<void> {
  await open(pathOf(trace, query));
  await page().locator('#spans [role=row][aria-level]').first().waitFor();
}

/** Names of the rows in sight, with a space for each level, as the tree shows them. */
async function rows(): Promise<string[]> {
  const all = await page()
    .locator('#spans [role=row][aria-level]')
    .evaluateAll((elements) =>
      elements
        .map((row) => ({
          at: Number(row.getAttribute('aria-rowindex')),
          level: Number(row.getAttribute('aria-level')),
          name: row.querySelector('.span-text')?.textContent,
        }))
        .sort((a, b) => a.at - b.at),
    );
  return all.map(({ level, name }) => `${' '.repeat(level - 1)}${name}`);
}

const activeName = () => page().locator('#spans .active .span-text').textContent();
const panel = () => page().getByRole('complementary', { name: 'Details' });
const waitForText = (text: string | RegExp) => panel().getByText(text).first().waitFor();
/** Polls, since the page draws when it is ready. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (const until = Date.now() + 5000; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((later) => setTimeout(later, 50));
    }
  }
}

test('a person finds the failing request by its id, jumps between errors, and reads its logs', {
  skip,
}, async () => {
  await open('/');
  await page()
    .getByRole('combobox', { name: /id/i })
    .or(page().getByPlaceholder(/request id/i))
    .first()
    .fill('order-1');
  await key('Enter');
  await page()
    .getByRole('heading', { level: 1, name: /POST \/checkout/ })
    .waitFor();
  assert.match(page().url(), new RegExp(traceId(1)));
  await page().locator('#spans').focus();
  const hops = [];
  for (let hop = 0; hop < 4; hop++) {
    await key('e');
    hops.push(await activeName());
  }
  assert.deepEqual(hops, ['POST /pay', 'POST /pay', 'charge card', 'POST /checkout']);
  await key('E');
  await waitForText('card declined: insufficient funds');
  await waitForText('CardDeclined: insufficient funds');
  await browser.screenshot('trace-error');
  await key('l');
  const lines = page().locator('#moments [role=row] .moment-line');
  await lines.first().waitFor();
  assert.deepEqual(await lines.allTextContents(), [
    'checkout started',
    `card 4242 declined ${HOSTILE}`,
    'CardDeclined: insufficient funds',
    'checkout failed',
  ]);
  await browser.screenshot('trace-logs');
  await key('ArrowDown');
  await page().getByRole('region', { name: 'The chosen line' }).getByText('checkout started').waitFor();
  await page()
    .getByRole('button', { name: /^This span/ })
    .click();
  assert.equal(await lines.count(), 2, 'those of the charge alone');
});

test('nothing that was sent is taken for HTML', { skip }, async () => {
  await openTrace(1, `?span=${spanId(1004)}`);
  await waitForText(HOSTILE);
  await page().waitForTimeout(200);
  assert.equal(await page().locator('img').count(), 0);
  assert.doesNotMatch(await page().title(), /owned/);
});

test('the tree is walked by keys alone, and says what it is', { skip }, async () => {
  await openTrace(1);
  const tree = page().getByRole('treegrid', { name: 'Spans' });
  assert.equal(await tree.getAttribute('aria-rowcount'), '11', 'ten spans and the head');
  assert.ok(await tree.evaluate((element) => element === document.activeElement), 'it has the keys at once');
  const whole = await rows();
  assert.deepEqual(whole, [
    'POST /checkout',
    ' load cart',
    '  SELECT cart_items',
    '  SELECT cart_items',
    '  SELECT cart_items',
    ' POST /pay',
    '  POST /pay',
    '   charge card',
    ' send order.created',
    '  process order.created',
  ]);
  const active = () => page().locator('#spans .active');
  await key('ArrowDown');
  assert.equal(await activeName(), 'load cart');
  assert.equal(await active().getAttribute('aria-expanded'), 'true');
  await key('ArrowLeft');
  assert.equal(await active().getAttribute('aria-expanded'), 'false');
  assert.equal((await rows()).length, 7);
  await key('ArrowRight');
  await key('ArrowRight');
  assert.equal(await activeName(), 'SELECT cart_items', 'right goes in where it is open');
  await key('ArrowLeft');
  assert.equal(await activeName(), 'load cart', 'left goes out');
  await key('End');
  assert.equal(await activeName(), 'process order.created');
  await key('*');
  assert.equal((await rows()).length, 4, 'all below the root’s children are closed');
  assert.equal(await activeName(), 'send order.created', 'what hides the span has the keys');
  await key('*');
  assert.deepEqual(await rows(), whole);
  await key('Home');
  await key('Enter');
  assert.ok(
    await panel().evaluate((element) => element === document.activeElement),
    'Enter goes to the details',
  );
  await key('Escape');
  assert.ok(await tree.evaluate((element) => element === document.activeElement), 'Escape comes back');
});

test('search finds words at once, attributes by asking, and hops', { skip }, async () => {
  await openTrace(1);
  await key('/');
  const field = page().getByRole('textbox', { name: 'Search in this trace' });
  await field.fill('order.created');
  await key('Enter');
  assert.equal(await activeName(), 'send order.created');
  await page().locator('#spans').focus();
  await key('n');
  assert.equal(await activeName(), 'process order.created');
  await key('n');
  assert.equal(await activeName(), 'send order.created', 'round at the end');
  await key('N');
  assert.equal(await activeName(), 'process order.created');
  await field.fill('db.system.name=postgresql');
  const found = page().locator('.trace-search .number');
  await eventually(async () => assert.match((await found.textContent())!, /\b3$/));
  assert.equal(await page().locator('#spans .match').count(), 3);
  await field.fill('duration>');
  await page().locator('.trace-search-problem').waitFor();
  await key('Escape');
  await key('Home');
  assert.equal(await activeName(), 'POST /checkout', 'keys find the tree again');
});

test('a span that a closed one hides is opened by a hop', { skip }, async () => {
  await openTrace(1);
  await key('ArrowLeft');
  assert.equal((await rows()).length, 1);
  await key('e');
  assert.equal(await activeName(), 'POST /pay');
  assert.equal((await rows()).length, 10);
});

test('the address carries trace, span, time and zoom, and leads back', { skip }, async () => {
  await openTrace(1, `?span=${CHARGE}`);
  assert.equal(await activeName(), 'charge card');
  await key('z');
  await eventually(async () => assert.match(page().url(), /zoom=\d+-\d+/));
  const { searchParams } = new URL(page().url());
  assert.equal(searchParams.get('span'), CHARGE);
  assert.equal(searchParams.get('at'), `${BigInt(AT) * 1000000n}`);
  const axis = await page().locator('.span-axis').textContent();
  await page().goto('about:blank');
  await page().goto(server.url + pathOf(1, `?${searchParams}`));
  await page().locator('#spans .active').waitFor();
  assert.equal(await activeName(), 'charge card');
  assert.equal(await page().locator('.span-axis').textContent(), axis);
  await key('0');
  await eventually(async () => assert.doesNotMatch(page().url(), /zoom=/));
});

test('a trace that is gone says when it was', { skip }, async () => {
  await open(pathOf(99, '?at=1700000000000000000'));
  await page().getByRole('heading', { name: 'This trace is not here' }).waitFor();
  await page()
    .getByText(/It started at 2023-11-14 22:13:20/)
    .waitFor();
});

test('wrong clocks, missing parents and circles are told, and clocks corrected', { skip }, async () => {
  await openTrace(3);
  const warnings = page().getByRole('region', { name: 'Warnings' });
  assert.match((await warnings.textContent())!, /Clocks differ: 2 spans of inventory moved by up to 3 s/);
  assert.match((await warnings.textContent())!, /1 span without its parent/);
  assert.match((await warnings.textContent())!, /1 circle of spans/);
  assert.deepEqual(await rows(), [
    'GET /stock',
    ' GET /stock',
    '  GET /stock',
    '   SELECT stock',
    'reserve',
    ' UPDATE shelf',
    'write entry',
    ' flush entry',
  ]);
  await page().getByText('100 ms', { exact: true }).first().waitFor();
  await browser.screenshot('trace-warnings');
  await page().getByRole('button', { name: 'Show as sent' }).click();
  await page()
    .locator('.facts')
    .getByText(/^3\.0[89] s$/)
    .waitFor();
  await warnings.getByRole('button', { name: 'Show', exact: true }).first().click();
  assert.equal(await activeName(), 'reserve');
});

test('the critical path is drawn on the spans that were waited for', { skip }, async () => {
  await openTrace(1);
  const onPath = () => page().locator('#spans [role=row]:has(.span-path) .span-text').allTextContents();
  assert.equal((await onPath()).length, 9);
  assert.ok(!(await onPath()).includes('process order.created'), 'nobody waits for a message’s consumer');
  await key('c');
  assert.equal((await onPath()).length, 0);
  await key('o');
  await panel().getByRole('heading', { name: 'Services' }).waitFor();
  assert.match((await panel().textContent())!, /payments2280 ms/);
});

test('ids, links and requests are copied, and the trace is downloaded', { skip }, async () => {
  await openTrace(1, `?span=${ROOT}`);
  const clipboard = () => page().evaluate(() => navigator.clipboard.readText());
  await key('y');
  await eventually(async () => assert.equal(await clipboard(), ROOT));
  await page().getByRole('button', { name: 'Copy trace id' }).click();
  await eventually(async () => assert.equal(await clipboard(), traceId(1)));
  await page().getByRole('button', { name: 'Copy as curl' }).click();
  await eventually(async () =>
    assert.equal(await clipboard(), "curl -X POST http://shop.test:8080/checkout -H 'x-request-id: order-1'"),
  );
  const [download] = await Promise.all([
    page().waitForEvent('download'),
    page().getByRole('link', { name: 'Download as OTLP JSON' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), `trace-${traceId(1)}.jsonl`);
});

test('the flame graph makes one frame of the same calls, is walked by keys and told in words', {
  skip,
}, async () => {
  await openTrace(2);
  await key('f');
  const graph = page().getByRole('application', { name: /Flame graph/ });
  await graph.waitFor();
  const words = page().locator('.flame-words .value');
  assert.match((await words.textContent())!, /^storefront POST \/checkout: 1 span, 202 ms in all/);
  await key('ArrowDown');
  await key('ArrowDown');
  assert.match((await words.textContent())!, /^payments POST \/pay: 1 span, 80 ms in all, 10 ms of its own/);
  await key('ArrowLeft');
  assert.match((await words.textContent())!, /^storefront SELECT cart_items: 12 spans, 54 ms in all/);
  await browser.screenshot('trace-flame');
  await key('Space');
  await page().locator('#spans').waitFor();
  assert.equal(await activeName(), 'SELECT cart_items');
});

test('two traces are compared by their operations', { skip }, async () => {
  await openTrace(1);
  await page().getByRole('button', { name: 'Compare' }).click();
  await page()
    .getByRole('dialog')
    .getByRole('link', { name: /19 spans/ })
    .click();
  const table = page().getByRole('treegrid', { name: 'Operations of both traces' });
  await table.waitFor();
  const texts = await table.getByRole('row').allInnerTexts();
  const queries = texts.find((text) => text.includes('SELECT cart_items'))!.replace(/\s+/g, ' ');
  assert.match(queries, /3 × 13\.5 ms 12 × 54 ms \+300 %/);
  await browser.screenshot('trace-compare');
  await page().getByRole('checkbox', { name: 'Only what changed' }).check();
  assert.equal(await table.getByText('send order.created').count(), 0);
  await table.focus();
  await key('Home');
  await key('Enter');
  await page().locator('#spans').waitFor();
  assert.match(page().url(), new RegExp(traceId(2)));
});

test('a span that still runs is shown as such, and ends by itself on the page', { skip }, async () => {
  const sent = checkout(5, Date.now(), { fails: false });
  const { resourceSpans } = sent;
  const root = structuredClone(resourceSpans[0]!);
  root.scopeSpans[0]!.spans = root.scopeSpans[0]!.spans.slice(0, 1);
  root.scopeSpans[0]!.spans[0]!.endTimeUnixNano = '0';
  await server.send('waymark/pending', { resourceSpans: [root] });
  await openTrace(5);
  assert.match((await page().locator('#spans .active').textContent())!, /POST \/checkoutrunning/);
  await page().locator('.trace-title').getByText('still running').waitFor();
  const lasts = () => page().locator('.trace-head .facts strong').textContent();
  const before = await lasts();
  await eventually(async () => assert.notEqual(await lasts(), before, 'it goes on though nothing arrives'));
  const later = await lasts();
  await eventually(async () => assert.notEqual(await lasts(), later));
  await server.send('traces', sent);
  await page().locator('.trace-title').getByText('still running').waitFor({ state: 'detached' });
  assert.equal((await rows()).length, 10);
});

test('the help tells the keys that the README tells', { skip }, async () => {
  const readme = await readFile(new URL('../../packages/viewer/README.md', import.meta.url), 'utf8');
  const section = readme.split('## A trace on the page')[1]!.split('\n## ')[0]!;
  const told = [...section.matchAll(/^\| (`.*`) \| ([A-Z].*) \|$/gm)].flatMap(([, keys, does]) =>
    [...keys!.matchAll(/`(.+?)`/g)].map(([, name]) => ({ name: name!, does: does! })),
  );
  assert.ok(told.length > 15);
  await openTrace(1);
  await key('?');
  const help = page().getByRole('dialog', { name: 'Keyboard' });
  await help.waitFor();
  const entries = await help.locator('dl > div').evaluateAll((rows) =>
    rows.map((row) => ({
      name: row.querySelector('dt')?.textContent,
      does: row.querySelector('dd')?.textContent ?? '',
    })),
  );
  for (const { name, does } of told) {
    const entry = entries.find((row) => row.name === name && does.includes(row.does));
    assert.ok(entry, `${name}: ${does}`);
  }
});

test('it is legible in the dark', { skip }, async () => {
  await page().emulateMedia({ colorScheme: 'dark' });
  await openTrace(1, `?span=${CHARGE}`);
  await waitForText('insufficient funds');
  await browser.screenshot('trace-dark');
  await page().emulateMedia({ colorScheme: 'light' });
});

test('a trace of which only a log line has arrived says so, and shows it', { skip }, async () => {
  const { resourceLogs } = checkoutLogs(7, AT);
  await server.send('logs', { resourceLogs });
  await open(pathOf(7));
  await page().getByRole('heading', { name: 'No spans of this trace have arrived' }).waitFor();
  await page().getByText('checkout started').first().waitFor();
});

test('a drag over the time zooms to it, a click selects', { skip }, async () => {
  await openTrace(1);
  const box = (await page().locator('.span-axis').boundingBox())!;
  const { mouse } = page();
  await mouse.move(box.x + box.width * 0.25, box.y + 80);
  await mouse.down();
  await mouse.move(box.x + box.width * 0.5, box.y + 80, { steps: 4 });
  await mouse.up();
  await eventually(async () => assert.match(page().url(), /zoom=/));
  const [from, to] = new URL(page().url()).searchParams.get('zoom')!.split('-').map(Number);
  assert.ok(Math.abs(from! / 238e6 - 0.25) < 0.01 && Math.abs(to! / 238e6 - 0.5) < 0.01, `${from}-${to}`);
  await mouse.move(box.x + box.width * 0.5, box.y + 24 + 24 * 5.5);
  await mouse.down();
  await mouse.up();
  assert.equal(await activeName(), 'POST /pay');
  await page().getByRole('button', { name: 'Reset zoom' }).click();
  await eventually(async () => assert.doesNotMatch(page().url(), /zoom=/));
});

test('everything that can be used has a name', { skip }, async () => {
  for (const query of ['', '&view=flame', '&view=logs']) {
    await openTraceView(`?span=${CHARGE}${query}`);
    const nameless = await page().evaluate(NAMELESS);
    assert.deepEqual(nameless, [], query);
  }
});

test('none of this broke a rule of the page’s, or threw', { skip }, () => {
  assert.deepEqual(problems.all(), []);
});

async function openTraceView(query: string): Promise<void> {
  await open(pathOf(1, query));
  await waitForText('insufficient funds');
}

/** What can be used and has neither words nor a label; what only pointers see has other ways. */
const NAMELESS = `[...document.querySelectorAll('a[href], button, input, [tabindex="0"]')]
  .filter((each) => !each.closest('[aria-hidden="true"]'))
  .filter((each) => !each.ariaLabel && !each.textContent.trim() && !each.labels?.[0]?.textContent.trim())
  .map((each) => each.outerHTML)`;
