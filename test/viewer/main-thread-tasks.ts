/**
 * How long a page keeps its thread busy: nothing is drawn and no key is heard meanwhile. In time of the processor, as
 * Chromium traces it, so that whatever else the machine does has no part in it.
 */

import type { Page } from '../browser/browser.mjs';

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds of the processor. */
  tdur?: number;
  args?: { name?: string };
}

/** Milliseconds of each task while `run` does something in the page, the longest first. */
export async function mainThreadTasks(page: Page, run: () => Promise<unknown>): Promise<number[]> {
  const tools = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  tools.on('Tracing.dataCollected', ({ value }: { value: TraceEvent[] }) => events.push(...value));
  const complete = new Promise<void>((done) => tools.on('Tracing.tracingComplete', () => done()));
  await tools.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel'] } });
  await run();
  await tools.send('Tracing.end');
  await complete;
  await tools.detach();
  const threads = new Set(
    events.filter(({ args }) => args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return events
    .filter(({ name, pid, tid }) => name.endsWith('RunTask') && threads.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1000)
    .sort((a, b) => b - a);
}
