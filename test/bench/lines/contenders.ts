/** Who writes lines: each sends them as log records over OTLP, and ours does so with its defaults, and with no more than upstream does. */

import { bare, type Contender, upstream, variant, waymark } from '../contenders/contenders.ts';

/** Upstream's queue of 2048 would drop records of a loop that does nothing else. */
const SENDS = { OTEL_LOGS_EXPORTER: 'otlp', OTEL_BLRP_MAX_QUEUE_SIZE: '262144' };
export const ONLY_SENT = 'waymark, sent only';

export const lineContenders: readonly Contender[] = [
  bare,
  variant(upstream, 'upstream', SENDS),
  { ...variant(waymark, 'waymark', SENDS), eventOfLine: true },
  variant(waymark, ONLY_SENT, { ...SENDS, WAYMARK_LOGS_ON_SPANS: 'off' }),
];
