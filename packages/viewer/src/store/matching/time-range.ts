/** Half-open stretches of time. */

import type { TimeRange } from '../telemetry-store.ts';

/** `from` counts, `to` does not. */
export function isWithin(time: bigint, { fromUnixNano, toUnixNano }: TimeRange): boolean {
  return (
    (fromUnixNano === undefined || time >= fromUnixNano) && (toUnixNano === undefined || time < toUnixNano)
  );
}
