/** The newest traces. */

import type { TraceListJson, TraceSummaryJson } from '../../../src/asking/waymark/shapes.ts';
import { status } from '../api/live.ts';
import { createFeed } from '../live/feed.ts';
import { withNewest, withOlder } from './merge.ts';

/** Any trace may have changed, so that the first page is asked for again. */
export const traceFeed = createFeed<TraceSummaryJson, TraceListJson>({
  path: 'traces',
  pageOf: ({ traces, next }) => ({ items: traces, next }),
  newer: () => ({}),
  withNewer: withNewest,
  withOlder,
  arrived: () => status.value?.spans,
});
