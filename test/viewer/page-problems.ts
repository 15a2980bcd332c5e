/** What a page should never do: offend its own policy, throw, or log an error. */

import type { Page } from '../browser/browser.mjs';

export interface PageProblems {
  all(): string[];
}

/** Watches from now on. A question that is answered with an error, as of an id that nothing has, is none of them. */
export function watchProblems(page: Page): PageProblems {
  const found: string[] = [];
  page.on('pageerror', (error) => {
    found.push(error.stack ?? error.message);
  });
  page.on('console', (message) => {
    const isExpected = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isExpected) found.push(message.text());
  });
  return { all: () => found };
}
