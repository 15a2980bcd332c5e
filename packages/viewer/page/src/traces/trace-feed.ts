/** The newest traces. */

import { effect, signal } from '@preact/signals';
import type { StatusJson, TraceListJson, TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import { ask } from '../api/client.ts';
import { status } from '../api/live.ts';
import { createFeed } from '../live/feed.ts';
import { withNewest, withOlder } from './merge.ts';

/** Counts changes of spans: those that arrived, went, or were announced, which no count tells; log records are none. */
const changes = signal(0);
let before: StatusJson | undefined;
effect(() => {
  const after = status.value;
  const last = before;
  before = after;
  if (!after || (last?.spans === after.spans && last.logs !== after.logs)) return;
  changes.value = changes.peek() + 1;
});

/** Any trace may have changed, so that the first page is asked for again. */
export const traceFeed = createFeed<TraceSummaryJson, TraceListJson>({
  ask: (params, signal) => ask('traces', params, signal),
  pageOf: ({ traces, next }) => ({ items: traces, next }),
  newer: () => ({}),
  withNewer: withNewest,
  withOlder,
  arrived: () => changes.value,
});
