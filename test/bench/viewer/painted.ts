/** How long a person waits for a large trace after a click, in a real Chromium without a window. */

import { openBrowser } from '../../browser/browser.mjs';
import type { Running } from './contenders.ts';
import { LARGE_TRACE, sendLargeTrace } from './large-trace.ts';

export interface Painted {
  /** From the click to the frame that shows its rows. */
  millis: number;
  /** Of the answer that the rows are made of, as it was sent. */
  bytes: number;
  /** While the rows were scrolled from the first to the last, in milliseconds. */
  longestFrame: number;
}

const LINK = `a[href*="${LARGE_TRACE}"]`;

export async function measurePainted(running: Running): Promise<Painted> {
  await sendLargeTrace(running.spansUrl);
  const { page, close } = await openBrowser();
  try {
    await page.goto(running.url);
    await page.locator(LINK).first().waitFor();
    const millis = (await page.evaluate(CLICK_AND_WAIT)) as number;
    const bytes = (await page.evaluate(ANSWER_BYTES)) as number;
    const longestFrame = (await page.evaluate(SCROLL_THROUGH)) as number;
    return { millis, bytes, longestFrame };
  } finally {
    await close();
  }
}

/** The frame after the one that has the rows is when they are on the screen. */
const CLICK_AND_WAIT = `new Promise((resolve) => {
  const start = performance.now();
  document.querySelector(${JSON.stringify(LINK)}).click();
  const look = () => {
    if (document.querySelectorAll('[role=treegrid] [role=row][aria-level]').length < 10) requestAnimationFrame(look);
    else requestAnimationFrame(() => resolve(performance.now() - start));
  };
  look();
})`;

const ANSWER_BYTES = `performance.getEntriesByType('resource').find(({ name }) => name.includes('/skeleton')).encodedBodySize`;

/** Two hundred steps, one a frame. */
const SCROLL_THROUGH = `new Promise((resolve) => {
  const list = document.querySelector('[role=treegrid]');
  const height = list.scrollHeight - list.clientHeight;
  let step = 0, longest = 0, last = 0;
  const next = (now) => {
    if (step > 1) longest = Math.max(longest, now - last);
    last = now;
    if (step > 200) return resolve(longest);
    list.scrollTop = (height * step++) / 200;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})`;
