/** The page's lists, filters, logs and map, as a person uses them, in a real browser. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type OpenBrowser, openBrowser, skipWithoutChromium } from '../browser/browser.mjs';
import { type PageProblems, watchProblems } from './page-problems.ts';
import { openPageServer, type PageServer } from './page-server.ts';
import { checkout, checkoutLogs, HOSTILE, spanId, traceId } from './page-traces.ts';

const skip = skipWithoutChromium();

let server: PageServer;
let browser: OpenBrowser;
let page: OpenBrowser['page'];
let problems: PageProblems;

const now = Date.now();
/** One a second, the last one now; each fifth fails. */
const startOf = (trace: number) => now - (60 - trace) * 1000;
const sendCheckout = (trace: number) =>
  server.send(
    'traces',
    checkout(trace, startOf(trace), { fails: trace % 5 === 0, queries: 1 + (trace % 7) }),
  );

before(async () => {
  if (skip) return;
  server = await openPageServer();
  browser = await openBrowser({ width: 1440, height: 900 });
  page = browser.page;
  page.setDefaultTimeout(15_000);
  problems = watchProblems(page);
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const rows = (list = 'traces') => page.locator(`#${list} .vlist-body [role=row]`);
const open = (path: string) => page.goto(server.url + path);
const paramOf = (name: string) => new URL(page.url()).searchParams.get(name);
/** The line above a list that says how many there are. */
const count = (text: string) => page.locator('.list-line').getByText(text, { exact: true }).waitFor();
const scrollTop = () => page.locator('#traces').evaluate((list) => list.scrollTop);
const filter = () => page.getByRole('combobox', { name: /^Filter/ });

test('an empty viewer says how to send to it, and shows the first trace by itself', { skip }, async () => {
  await open('/');
  await page.getByRole('heading', { name: 'No trace has arrived yet' }).waitFor();
  await page.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=${server.url}`).waitFor();
  await browser.screenshot('lists-empty');
  await sendCheckout(1);
  await rows().first().getByRole('link', { name: 'POST /checkout' }).waitFor();
});

test('new traces stand in front; errors are told by words, not by colour alone', { skip }, async () => {
  for (let trace = 2; trace <= 30; trace++) await sendCheckout(trace);
  await count('30 traces');
  await count('6 with errors');
  const cells = await rows().first().getByRole('gridcell').allInnerTexts();
  assert.match(cells[2]!, /storefront\s+POST \/checkout\s+4 errors/);
  assert.equal(cells[4], '10');
  assert.match(cells[5]!, /payments\s+mailer/);
  assert.equal(cells[6], 'order-30');
  const plot = page.getByRole('img', { name: /^Plot of 30 durations/ });
  assert.match((await plot.getAttribute('aria-label'))!, /6 with errors/);
  await browser.screenshot('lists-traces-light');
});

test('a paused list stays as it is until it is resumed', { skip }, async () => {
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await sendCheckout(31);
  await page.getByRole('button', { name: 'Newer traces' }).waitFor();
  assert.match((await rows().first().textContent())!, /order-30/);
  await page.keyboard.press('p');
  await rows().first().getByText('order-31').waitFor();
});

test('a scrolled list stays under the eyes of its reader', { skip }, async () => {
  await page.locator('#traces').evaluate((list) => list.scrollTo(0, 90));
  await sendCheckout(32);
  await page.getByRole('button', { name: 'Newer traces' }).click();
  await rows().first().getByText('order-32').waitFor();
  assert.equal(await scrollTop(), 0);
});

test('a filter is completed from the data and holds while it is typed', { skip }, async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('http.resp');
  await page.getByRole('option', { name: 'http.response.status_code' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: '502' }).waitFor();
  await browser.screenshot('lists-completion');
  await page.keyboard.type('502');
  await count('6 traces');
  assert.equal(paramOf('where'), 'http.response.status_code=502');
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await count('32 traces');
  assert.equal(paramOf('where'), null);
});

test('what cannot be a filter is said, with its place, and the list stays', { skip }, async () => {
  const shown = await rows().count();
  await filter().fill('duration>fast');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: '"fast" is no duration' }).waitFor();
  assert.equal(await filter().getAttribute('aria-invalid'), 'true');
  assert.equal(await rows().count(), shown);
  await filter().fill('');
  await page.keyboard.press('Enter');
});

test('menus and buttons write into the same filter', { skip }, async () => {
  await page.getByRole('combobox', { name: 'Service', exact: true }).selectOption('payments');
  await page.getByRole('button', { name: 'Errors', exact: true }).click();
  await page.getByRole('combobox', { name: 'Least duration' }).selectOption('10ms');
  await page.waitForURL(/duration/);
  await count('6 traces');
  assert.equal(await filter().inputValue(), 'service=payments status=error duration>=10ms');
  await page.keyboard.press('Escape');
  await open('/?since=1m&where=nothing-has-this');
  await page.getByRole('heading', { name: 'No trace matches' }).waitFor();
  await page.getByRole('button', { name: 'Show all traces' }).click();
  await count('32 traces');
});

test('the loaded traces can be put in order', { skip }, async () => {
  await page.getByRole('button', { name: 'Duration', exact: true }).click();
  await count('slowest first');
  assert.match((await rows().first().textContent())!, /262 ms/);
  assert.equal(paramOf('sort'), 'duration');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await rows().first().getByText('order-32').waitFor();
});

test('a drag over the plot becomes time and durations', { skip }, async () => {
  const plot = page.getByRole('img', { name: /^Plot of/ });
  const box = (await plot.boundingBox())!;
  await page.mouse.move(box.x + 100, box.y + 4);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 20, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/from=/);
  assert.match(paramOf('where')!, /^duration>=[\d.]+m?s duration<=[\d.]+m?s$/);
  assert.ok(BigInt(paramOf('from')!) < BigInt(paramOf('to')!));
  await page.getByLabel(/^To$/).fill('');
  await page.waitForURL((url) => !url.searchParams.has('to'));
  await page.goBack();
  await count('32 traces');
  await page.goForward();
  await page.waitForURL(/from=/);
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await page.getByRole('combobox', { name: 'Time' }).selectOption('All time');
  await count('32 traces');
});

test('by keys alone: through the list, into a trace, and back to the same row', { skip }, async () => {
  await open('/');
  await count('32 traces');
  // Nothing has the focus: the list takes it.
  for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const active = page.locator('#traces [role=row].active');
  assert.equal(await page.locator('#traces').getAttribute('aria-activedescendant'), 'traces-2');
  const label = (await active.getByRole('gridcell').last().textContent())!;
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/traces/${traceId(Number(label.slice('order-'.length)))}?at=*`);
  await page.goBack();
  await active.getByText(label).waitFor();
  await page.keyboard.press('c');
  await page.keyboard.press('End');
  await page.keyboard.press('c');
  const compare = page.getByRole('link', { name: 'Compare the two traces' });
  assert.match((await compare.getAttribute('href'))!, /^\/compare\/c{24}[0-9a-f]{8}\/c{24}[0-9a-f]{8}$/);
  await page.getByRole('button', { name: 'Take the marks away' }).click();
});

test('one box takes a request id, a trace id, a span id or a traceparent', { skip }, async () => {
  const span = spanId(5001);
  const atSpan = `?span=${span}&at=*`;
  const ids: [id: string, leadsTo: string][] = [
    ['order-5', '?*at=*'],
    [traceId(5).toUpperCase(), '?at=*'],
    [span, atSpan],
    [`00-${traceId(5)}-${span}-01`, atSpan],
  ];
  for (const [id, leadsTo] of ids) {
    await open('/');
    await page.getByText('New traces appear').waitFor();
    // Nobody types into a box that is ticked.
    await page.locator('#traces').getByRole('checkbox').first().focus();
    await page.keyboard.press('i');
    await page.keyboard.type(id);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/traces/${traceId(5)}${leadsTo}`);
  }
});

test('an id that nothing has is said to be so, and stays in the box', { skip }, async () => {
  await open('/');
  const box = page.getByRole('textbox', { name: /^Go to a trace id/ });
  await box.fill('no-such-id');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'Nothing here has this id' }).waitFor();
  assert.equal(await box.inputValue(), 'no-such-id');
});

test('the help lists the keys that work here, and closes to where one was', { skip }, async () => {
  await open('/');
  await page.locator('#traces').focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard' });
  await help.getByText('Errors only').waitFor();
  await help.getByText('Pause, resume').waitFor();
  await browser.screenshot('lists-help');
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate('document.activeElement?.id'), 'traces');
});

test('colours follow the system, or the person, who is remembered', { skip }, async () => {
  const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await ground(), 'rgb(16, 19, 24)');
  await browser.screenshot('lists-traces-dark');
  await page.getByRole('button', { name: 'Colours: system' }).click();
  assert.equal(await ground(), 'rgb(255, 255, 255)');
  await page.reload();
  await page.getByRole('button', { name: 'Colours: light' }).click();
  assert.equal(await ground(), 'rgb(16, 19, 24)');
  await page.getByRole('button', { name: 'Colours: dark' }).click();
  await page.emulateMedia({ colorScheme: 'light' });
});

test('a request that still runs is shown before it ends', { skip }, async () => {
  await open('/');
  await count('32 traces');
  const request = small(4500, 1);
  const [span] = request.resourceSpans[0]!.scopeSpans[0]!.spans;
  await server.send('waymark/pending', {
    resourceSpans: [
      { ...request.resourceSpans[0]!, scopeSpans: [{ spans: [{ ...span, endTimeUnixNano: '0' }] }] },
    ],
  });
  await rows().first().getByText('running').waitFor();
  await server.send('traces', request);
  await rows().first().getByText('running').waitFor({ state: 'detached' });
  assert.match((await rows().first().textContent())!, /GET \/item\/4500/);
});

test('log records arrive live, and are found by words, severity and service', { skip }, async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await page.getByRole('heading', { name: 'No log record has arrived yet' }).waitFor();
  for (const trace of [5, 6, 7]) await server.send('logs', checkoutLogs(trace, startOf(trace)));
  await count('9 records');
  await browser.screenshot('lists-logs');
  await filter().fill('checkout failed');
  await page.keyboard.press('Enter');
  await count('3 records');
  await filter().fill('');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Least severity' }).selectOption('Error and worse');
  await page.getByRole('combobox', { name: 'Service', exact: true }).selectOption('payments');
  await count('3 records');
  assert.equal(await filter().inputValue(), 'severity>=error service=payments');
});

test('a record shows all that it has, and leads to its trace and back', { skip }, async () => {
  await rows('logs').first().click();
  const details = page.getByRole('complementary', { name: 'Log record' });
  await details.getByText('card.brand').waitFor();
  await details.getByText('visa').waitFor();
  await details.getByText('service.name').waitFor();
  await browser.screenshot('lists-log-record');
  const logs = page.url();
  await page.keyboard.press('t');
  await page.waitForURL(`**/traces/${traceId(7)}?span=*&at=*`);
  await page.goBack();
  await details.getByText('visa').waitFor();
  assert.equal(page.url(), logs);
  await details.getByRole('button', { name: 'Filter by card.brand' }).click();
  await page.waitForURL(/card.brand/);
  assert.match(await filter().inputValue(), /card\.brand=visa$/);
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
});

test('what telemetry holds is text, wherever it stands', { skip }, async () => {
  await server.send('traces', hostileTrace());
  await open('/logs');
  await rows('logs').getByText(HOSTILE).first().waitFor();
  await open('/');
  await rows().first().getByText(HOSTILE).first().waitFor();
  await page.getByRole('combobox', { name: 'Service', exact: true }).selectOption(HOSTILE);
  await count('1 trace');
  await open('/map');
  await page.getByRole('button', { name: HOSTILE }).waitFor();
  assert.notEqual(await page.title(), 'owned');
});

test('an address that leads nowhere says so', { skip }, async () => {
  await open('/no/such/page');
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  await open('/traces/%E0%A4%A');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await page.getByRole('heading', { name: 'This trace is not here' }).waitFor();
  await page.getByRole('link', { name: 'Traces', exact: true }).click();
  await rows().first().waitFor();
});

test('the map shows rates, errors and latency of what the filter leaves', { skip }, async () => {
  await open('/map?where=service%3Dpayments');
  const box = page.getByRole('button', { name: /^payments/ });
  await box.click();
  const panel = page.getByRole('complementary', { name: 'Service payments' });
  assert.match((await panel.textContent())!, /Requests32 \(.*\)Errors6 \(19 %\)/);
  await panel.getByText('Called by').waitFor();
  await page.getByRole('button', { name: /^postgresql database/ }).waitFor();
  await browser.screenshot('lists-map');
  await page.getByRole('combobox', { name: 'How much around it' }).selectOption('1 call away');
  await page.getByRole('button', { name: /^mailer/ }).waitFor({ state: 'detached' });
  await page.keyboard.press('v');
  const services = page.getByRole('table', { name: 'Services' });
  assert.equal(await services.getByRole('row').count(), 3);
  await services.getByRole('button', { name: 'Errors' }).click();
  assert.match((await services.getByRole('row').nth(1).textContent())!, /^(payments|storefront).*6 \(19 %\)/);
  await browser.screenshot('lists-map-tables');
  await panel.getByRole('link', { name: 'Failed traces' }).click();
  await count('6 traces');
  await open('/map?service=of-an-older-link');
  await page.getByText('It is in none of these traces.').waitFor();
  const middle = page.getByRole('combobox', { name: 'Service in the middle' });
  assert.equal(await middle.inputValue(), 'of-an-older-link');
});

test('what is shown goes out as lines, and comes in again', { skip }, async () => {
  await open('/?where=request%3Dorder-5');
  await count('1 trace');
  await page.getByRole('button', { name: 'Export and import' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export the traces that are shown' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'waymark.jsonl');
  await page.getByLabel('Import a file…').setInputFiles(await download.path());
  // The same once more: it is taken, and nothing is there twice.
  await page.getByText('13 spans and 3 log records are in').waitFor();
  await open('/');
  await count('34 traces');
});

test('a thousand traces are loaded in pages, and few of them are in the document', { skip }, async () => {
  for (let batch = 0; batch < 10; batch++) await server.send('traces', small(batch * 100, 100));
  await open('/');
  await count('200 newest traces');
  const list = page.locator('#traces');
  await list.focus();
  for (const size of [400, 600, 800, 1000]) {
    await page.keyboard.press('End');
    await count(`${size.toLocaleString('en')} newest traces`);
  }
  await page.keyboard.press('End');
  await count('1,034 traces');
  assert.equal(await list.getAttribute('aria-rowcount'), '1035');
  assert.ok((await rows().count()) < 60);
  await browser.screenshot('lists-thousand');
});

test('data that is dropped is said to be, until one puts that away', { skip }, async () => {
  const full = await openPageServer({ maxBytes: 1_000_000 });
  try {
    for (let batch = 0; batch < 6; batch++) await full.send('traces', bulky(batch * 500, 500));
    await page.goto(full.url);
    const notice = page
      .locator('.notice')
      .getByText(/^The oldest data is dropped to stay within the limits: [\d,]+ spans/);
    await notice.waitFor();
    await browser.screenshot('lists-dropped');
    await page.getByRole('button', { name: 'Hide this notice' }).click();
    await full.send('traces', bulky(9000, 500));
    await page.getByText('New traces appear').waitFor();
    assert.equal(await notice.count(), 0);
  } finally {
    await page.goto('about:blank');
    await full.close();
  }
});

test('on a narrow screen everything has its place', { skip }, async () => {
  await page.setViewportSize({ width: 400, height: 800 });
  for (const path of ['/', '/logs', '/map?view=tables']) {
    await open(path);
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await page.waitForTimeout(300);
    const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
    assert.ok(overflow <= 0, `${path} is ${overflow} pixels too wide`);
    await browser.screenshot(`lists-narrow-${path.replace(/\W+/g, '-')}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('everything that can be used has a name', { skip }, async () => {
  for (const path of ['/', '/logs', '/map', '/map?view=tables&service=payments']) {
    await open(path);
    await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
    const nameless = await page.evaluate(NAMELESS);
    assert.deepEqual(nameless, [], path);
  }
});

test('nothing offended the policy, and no script failed', { skip }, () => {
  assert.deepEqual(problems.all(), []);
});

test('a viewer that stops is missed', { skip }, async () => {
  await open('/logs');
  await rows('logs').first().waitFor();
  await page.getByRole('link', { name: 'Traces', exact: true }).click();
  await count('200 newest traces');
  await server.close();
  await page.getByRole('alert').filter({ hasText: 'The viewer does not answer' }).waitFor();
  assert.ok((await rows().count()) > 10, 'what was there is still shown');
  await browser.screenshot('lists-lost');
});

test('another viewer in its place is found, and shows what it has', { skip }, async () => {
  server = await openPageServer({ port: Number(new URL(server.url).port) });
  await page.getByRole('heading', { name: 'No trace has arrived yet' }).waitFor();
  await server.send('logs', checkoutLogs(1, now));
  await page.getByRole('link', { name: 'Logs', exact: true }).click();
  await count('3 records');
});

/** What can be used and has neither words nor a label. */
const NAMELESS = `[...document.querySelectorAll('a[href], button, input, select')]
  .filter((each) => !each.ariaLabel && !each.textContent.trim() && !each.labels?.[0]?.textContent.trim())
  .map((each) => each.outerHTML)`;

/** A trace whose service and name would like to be HTML. */
function hostileTrace() {
  const request = small(5000, 1);
  const [resource] = request.resourceSpans;
  resource!.resource!.attributes![0]!.value = { stringValue: HOSTILE };
  resource!.scopeSpans[0]!.spans[0]!.name = HOSTILE;
  return request;
}

/** Traces of one span each. */
function small(first: number, count: number) {
  const nano = (ms: number) => `${Math.round(ms)}000000`;
  const spans = Array.from({ length: count }, (_, at) => ({
    traceId: traceId(100_000 + first + at),
    spanId: `00000000${(0x10000 + first + at).toString(16).padStart(8, '0')}`,
    name: `GET /item/${first + at}`,
    kind: 2,
    startTimeUnixNano: nano(now + first + at),
    endTimeUnixNano: nano(now + first + at + 1 + (at % 50)),
    status: {},
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'catalogue' } as object }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'lib' }, spans }] }] };
}

/** The same with an attribute of 800 digits, which no two have alike. */
function bulky(first: number, count: number) {
  const request = small(first, count);
  const { spans } = request.resourceSpans[0]!.scopeSpans[0]!;
  const withDigits = spans.map((span) => ({
    ...span,
    attributes: [{ key: 'digits', value: { stringValue: randomBytes(400).toString('hex') } }],
  }));
  return { resourceSpans: [{ ...request.resourceSpans[0]!, scopeSpans: [{ spans: withDigits }] }] };
}
