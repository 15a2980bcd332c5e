/** A trace of 100,000 spans in a real browser: it is there at once, and never stands still. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, skipWithoutChromium } from '../browser/browser.mjs';
import { mainThreadTasks } from './main-thread-tasks.ts';
import { openPageServer, type PageServer } from './page-server.ts';
import { large, traceId } from './page-traces.ts';

const SPANS = 100_000;
/** Machines that run tests do other things besides: the best of these counts. */
const ROUNDS = 5;

const skip = skipWithoutChromium();
let server: PageServer;
let browser: Awaited<ReturnType<typeof openBrowser>>;

before(async () => {
  if (skip) return;
  [server, browser] = await Promise.all([openPageServer(), openBrowser()]);
  await server.send('traces', large(1, Date.now() - 3_600_000, SPANS));
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const path = `/traces/${traceId(1)}`;

interface Opened {
  /** Milliseconds from the click until the rows are painted, without those that the store needed to answer. */
  paintedMs: number;
  /** Of the answer, as it travelled. */
  bytes: number;
}

/** Clicks a link to the trace, on a page of traces. */
async function openTrace(): Promise<Opened> {
  await browser.page.goto(`${server.url}/traces`);
  await browser.page.waitForLoadState('load');
  return browser.page.evaluate(async (href): Promise<Opened> => {
    performance.clearResourceTimings();
    const link = document.createElement('a');
    link.href = href;
    document.body.append(link);
    const clicked = performance.now();
    link.click();
    const frame = () => new Promise(requestAnimationFrame);
    while (!document.querySelector('#spans [role=row][aria-level]')) await frame();
    await frame();
    const painted = performance.now();
    const answer = performance
      .getEntriesByType('resource')
      .find(({ name }) => name.endsWith('/skeleton')) as PerformanceResourceTiming;
    return {
      paintedMs: painted - clicked - (answer.responseStart - answer.requestStart),
      bytes: answer.encodedBodySize,
    };
  }, path);
}

/** Slowly, by pages, and far. */
const scroll = () =>
  browser.page.evaluate(async () => {
    const list = document.querySelector('#spans')!;
    list.scrollTop = 0;
    for (let step = 1; step <= 90; step++) {
      if (step <= 30) list.scrollTop += 100;
      else if (step <= 60) list.scrollTop += 2000;
      else list.scrollTop = ((step * 7919) % 100) * (list.scrollHeight / 100);
      await new Promise(requestAnimationFrame);
    }
  });

async function best(measure: () => Promise<number>, enough: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && least > enough; round++) least = Math.min(least, await measure());
  return least;
}

test('from the click to its painted rows it takes less than a second beside the store, and 4 MB', {
  skip,
}, async () => {
  let bytes = 0;
  const painted = await best(async () => {
    const opened = await openTrace();
    bytes = opened.bytes;
    return opened.paintedMs;
  }, 1000);
  assert.ok(painted < 1000, `${painted} ms`);
  assert.ok(bytes > 100_000 && bytes <= 4 * 1024 * 1024, `${bytes} bytes`);
  const rows = await browser.page.locator('#spans [role=row]').count();
  assert.ok(rows < 100, `${rows} rows are in the document`);
  assert.equal(await browser.page.locator('#spans').getAttribute('aria-rowcount'), String(SPANS + 1));
});

test('no frame takes longer than 50 ms while it scrolls', { skip }, async () => {
  await openTrace();
  const tasks = await mainThreadTasks(browser.page, scroll);
  assert.ok(tasks.length > 90, 'each frame is a task at least');
  assert.ok(tasks[0]! <= 50, `${tasks.slice(0, 3)} ms`);
});

test('search, errors and the flame graph answer at once', { skip }, async () => {
  await openTrace();
  const { page } = browser;
  await page.keyboard.press('E');
  assert.match((await page.locator('.hops .number').textContent())!, /100 of 100 errors/);
  await page.getByRole('textbox', { name: 'Search in this trace' }).fill('pricing step 4');
  await page.locator('.trace-search .number').waitFor();
  assert.match((await page.locator('.trace-search .number').textContent())!, /1,\d\d\d$/);
  await browser.screenshot('trace-large');
  await page.locator('#spans').focus();
  const shown = await best(async () => {
    await page.keyboard.press('w');
    return page.evaluate(async () => {
      const begun = performance.now();
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'f' }));
      while (!document.querySelector('.flame-words')) await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      return performance.now() - begun;
    });
  }, 500);
  assert.ok(shown < 500, `${shown} ms`);
  await browser.screenshot('trace-large-flame');
});
