/** Records that can be told apart: each is named by its number. */

import { randomBytes } from 'node:crypto';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

export const contractResource: Resource = resourceFromAttributes({ 'service.name': 'contract' });

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const scope = { name: 'contract' };
const time: [number, number] = [1_790_000_000, 123_000_000];

/** A size that makes a record which nobody can write: looking at an attribute of it throws. */
export const UNWRITABLE = -1;

/** A sampled span `record <number>` with an id of its own, and `size` characters of filler in an attribute. */
export function contractSpan(number: number, size = 0): ReadableSpan {
  const context = { traceId: TRACE_ID, spanId: (number + 1).toString(16).padStart(16, '0'), traceFlags: 1 };
  return {
    name: nameOf(number),
    kind: 0,
    spanContext: () => context,
    startTime: time,
    endTime: time,
    duration: [0, 0],
    status: { code: 0 },
    attributes: filler(number, size),
    links: [],
    events: [],
    ended: true,
    resource: contractResource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** A log record whose body is `record <number>`. */
export function contractLogRecord(number: number, size = 0): ReadableLogRecord {
  return {
    hrTime: time,
    hrTimeObserved: time,
    severityNumber: 9,
    severityText: 'INFO',
    body: nameOf(number),
    resource: contractResource,
    instrumentationScope: scope,
    attributes: filler(number, size),
    droppedAttributesCount: 0,
  };
}

/** @throws Error when it is not the name of a record of the suite */
export function numberIn(name: unknown): number {
  const [, digits] = /^record (\d+)$/.exec(String(name)) ?? [];
  if (digits === undefined) throw new Error(`${JSON.stringify(name)} is no record of the suite`);
  return Number(digits);
}

function nameOf(number: number): string {
  return `record ${number}`;
}

/** Hardly to be compressed, and cheap: a window on random text, at a place of the record's own. */
function filler(number: number, size: number): { filler?: string } {
  if (size === UNWRITABLE) return Object.defineProperty({}, 'filler', { enumerable: true, get: fail });
  if (size <= 0) return {};
  const start = (number * 16_411) % RANDOM.length;
  return { filler: RANDOM_TWICE.slice(start, start + size) };
}

const RANDOM = randomBytes(768 * 1024).toString('base64');
const RANDOM_TWICE = RANDOM + RANDOM;

function fail(): never {
  throw new Error('looked at what cannot be read');
}
