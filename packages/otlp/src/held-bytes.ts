/** About how much memory a record holds that is kept as it is: bounds want a number, and nobody can tell the exact one. */

import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { MAX_VALUE_DEPTH } from './any-value.ts';
import { keptSpan } from './kept-span.ts';

/** The record itself: ids, times, and of our spans the attributes that many have alike. */
const RECORD = 512;
/** An entry of an array or object, a number, the head of a text. */
const ENTRY = 16;
/** Values that are looked into, so that counting stays quick whatever a record holds. */
const MAX_VALUES = 10_000;

/** What spans and log records have of these. */
interface Held {
  readonly name?: unknown;
  readonly attributes?: unknown;
  readonly events?: unknown;
  readonly links?: unknown;
  readonly body?: unknown;
}

/** In bytes, within a factor of two of what V8 takes. @throws what a getter of the record throws */
export function heldBytes(record: object): number {
  const span = keptSpan(record as ReadableSpan);
  const held: Held =
    span === undefined
      ? (record as Held)
      : { name: span.name, attributes: span.own, events: span.eventList, links: span.linkList };
  left = MAX_VALUES;
  let bytes = RECORD;
  for (const part of [held.name, held.attributes, held.events, held.links, held.body])
    bytes += valueBytes(part, 0);
  return bytes;
}

/** Values that may still be looked into: of one record at a time. */
let left = 0;

function valueBytes(value: unknown, depth: number): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'string') return ENTRY + value.length;
  if (typeof value !== 'object') return ENTRY;
  if (value instanceof Uint8Array) return ENTRY + value.byteLength;
  return depth < MAX_VALUE_DEPTH ? entryBytes(value, depth + 1) : 0;
}

function entryBytes(value: object, depth: number): number {
  const isList = Array.isArray(value);
  const keys = isList ? value : Object.keys(value);
  let bytes = ENTRY * (1 + keys.length);
  for (let at = 0; at < keys.length && left > 0; at++) {
    left--;
    bytes += valueBytes(isList ? value[at] : (value as Record<string, unknown>)[keys[at]], depth);
  }
  return bytes;
}
