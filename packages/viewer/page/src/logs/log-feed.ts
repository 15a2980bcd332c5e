/** The newest log records. */

import type { LogJson, LogListJson } from '../../../src/asking/waymark/shapes.ts';
import { ask } from '../api/client.ts';
import { status } from '../api/live.ts';
import { createFeed } from '../live/feed.ts';
import { lastArrived, withArrived, withOlder } from './merge.ts';

/** A record does not change, so that those are enough which arrived since. */
export const logFeed = createFeed<LogJson, LogListJson>({
  ask: (params, signal) => ask('logs', params, signal),
  pageOf: ({ logs, next }) => ({ items: logs, next }),
  newer: (known) => ({ after: lastArrived(known) }),
  withNewer: withArrived,
  withOlder,
  arrived: () => status.value?.logs,
});
