/**
 * Counts spans in what dd-trace sends its agent: MessagePack of version 0.4, read by the byte strings that each span has,
 * short strings with their length in front.
 */

import type { Arrived } from './arrived.ts';

const SPAN = Buffer.from('\xa7span_id', 'latin1');
const SERVER = Buffer.from('\xa9span.kind\xa6server', 'latin1');
const CLIENT = Buffer.from('\xa9span.kind\xa6client', 'latin1');

export function countDatadogSpans(arrived: Arrived, body: Buffer): void {
  arrived.spans += occurrences(SPAN, body);
  arrived.serverSpans += occurrences(SERVER, body);
  arrived.clientSpans += occurrences(CLIENT, body);
}

function occurrences(wanted: Buffer, body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(wanted); at !== -1; at = body.indexOf(wanted, at + 1)) count += 1;
  return count;
}
