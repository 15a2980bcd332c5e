/** Spans of layers that have not passed the request on: the end of the response is theirs too. */

import type { ServerResponse } from 'node:http';
import type { Span } from '@opentelemetry/api';
import { createStamp } from '../stamp.ts';

const stamp = createStamp<Span[]>();

export function endWithResponse(span: Span, res: ServerResponse): void {
  const open = stamp.of(res);
  if (open !== undefined) open.push(span);
  else {
    stamp.put(res, [span]);
    res.once('close', endAll);
  }
}

/** The layer has passed the request on: in most cases the last that was asked. */
export function endNow(span: Span, res: ServerResponse): void {
  const open = stamp.of(res);
  const at = open?.lastIndexOf(span) ?? -1;
  if (at >= 0) open!.splice(at, 1);
  // Not where the response has ended it.
  if (span.isRecording()) span.end();
}

/** One listener for all layers of all responses. */
function endAll(this: ServerResponse): void {
  for (const span of stamp.of(this) ?? []) span.end();
}
