/** Search by words inside one trace, without asking the viewer: over names and services, or for a span id. */

import type { SpanColumns } from './columns.ts';

/** Tells whether a row has all of the words in its name or service, in any case, or is the span with that id. */
export function textMatches(trace: SpanColumns, text: string): (row: number) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const id = trace.spanId.indexOf(text.trim().toLowerCase());
  // Each name is looked at once, however many spans have it.
  const inNames = words.map((word) => trace.names.map((name) => name.toLowerCase().includes(word)));
  const inServices = words.map((word) => trace.services.map((name) => name.toLowerCase().includes(word)));
  return (row) =>
    row === id ||
    words.every((_, at) => inNames[at]![trace.name[row]!] || inServices[at]![trace.service[row]!]);
}
