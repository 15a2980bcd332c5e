/** A real browser without a window, for tests of pages. */
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from '../../scripts/setup.mjs';
import { chromium, skipWithoutChromium } from '../backends/chromium.mjs';

export { skipWithoutChromium };

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Resolves to `{ page, screenshot, close }`. `args` are flags of Chromium. `screenshot(name)` resolves to the path of a picture of all of the page, which is
 * kept for people to look at, in `test/browser/screenshots`.
 */
export async function openBrowser({ width = 1600, height = 1000, args = [] } = {}) {
  ensureBrowser();
  const { executablePath, env } = await chromium();
  const driver = createRequire(import.meta.url)('playwright-core');
  const browser = await driver.chromium.launch({ executablePath, env, args });
  const page = await browser.newPage({ viewport: { width, height }, locale: 'en-US', timezoneId: 'UTC' });
  return {
    page,
    async screenshot(name) {
      await mkdir(join(here, 'screenshots'), { recursive: true });
      const path = join(here, 'screenshots', `${name}.png`);
      await page.screenshot({ path, fullPage: true });
      return path;
    },
    close: () => browser.close(),
  };
}
