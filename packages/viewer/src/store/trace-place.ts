/** Where a trace stands in lists: newest first by its start; of those that started at once, by id. */

import { compare } from './compare.ts';
import { PlaceError } from './place-error.ts';

export interface TracePlace {
  start: bigint;
  traceId: string;
}

export const newestFirst = (one: TracePlace, other: TracePlace) =>
  compare(other.start, one.start) || compare(one.traceId, other.traceId);

/** What `next` of a page is, and `before` of the following. */
export const placeText = ({ start, traceId }: TracePlace) => `${start}-${traceId}`;

/** @throws PlaceError */
export function parsePlace(text: string): TracePlace {
  const match = /^(\d{1,20})-([0-9a-f]{32})$/.exec(text);
  if (match === null) throw new PlaceError(text);
  return { start: BigInt(match[1]!), traceId: match[2]! };
}
