/** Decoded OTLP messages as the friendly objects that tests compare. */

import type { Message } from './otlp-proto.ts';

export type SpanKindName = 'UNSPECIFIED' | 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';
export type StatusName = 'UNSET' | 'OK' | 'ERROR';

/** Attribute values as JavaScript has them; 64-bit integers are numbers while they are safe, else bigint. */
export type Attributes = Record<string, unknown>;

export interface TestScope {
  name: string;
  version: string;
}

export interface TestEvent {
  name: string;
  /** Milliseconds since the epoch, with fraction. */
  timeMs: number;
  attributes: Attributes;
}

export interface TestLink {
  traceId: string;
  spanId: string;
  traceState: string;
  attributes: Attributes;
}

/** One span as it arrived. Ids are lower-case hex, `parentSpanId` is undefined for a root. */
export interface TestSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  traceState: string;
  name: string;
  kind: SpanKindName;
  /** Milliseconds since the epoch, with fraction. */
  startMs: number;
  endMs: number;
  durationMs: number;
  /** The two times as sent, in nanoseconds: what `startMs` and `endMs` are derived from. */
  startUnixNano: bigint;
  endUnixNano: bigint;
  attributes: Attributes;
  events: TestEvent[];
  links: TestLink[];
  status: { code: StatusName; message: string };
  dropped: { attributes: number; events: number; links: number };
  /** W3C trace flags and the remote-parent bits, as sent. */
  flags: number;
  scope: TestScope;
  /** `service.name` of the resource, or `unknown`. */
  service: string;
  resource: Attributes;
}

/** One log record as it arrived. */
export interface TestLog {
  traceId: string | undefined;
  spanId: string | undefined;
  /** Milliseconds since the epoch; undefined when the record carries only the observed time. */
  timeMs: number | undefined;
  observedMs: number | undefined;
  severityNumber: number;
  severityText: string;
  body: unknown;
  attributes: Attributes;
  eventName: string;
  flags: number;
  scope: TestScope;
  service: string;
  resource: Attributes;
}

const KINDS: SpanKindName[] = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES: StatusName[] = ['UNSET', 'OK', 'ERROR'];

/** The spans of one export request, in wire order. */
export function toSpans(request: Message): TestSpan[] {
  return under(request, 'resourceSpans', 'scopeSpans', 'spans', toSpan);
}

/** The log records of one export request, in wire order. */
export function toLogs(request: Message): TestLog[] {
  return under(request, 'resourceLogs', 'scopeLogs', 'logRecords', toLog);
}

/** Where a record stands in the request: what it shares with its neighbours. */
export interface Origin {
  scope: TestScope;
  service: string;
  resource: Attributes;
}

/** Every `leaf` message of a request, converted. */
export function under<T>(
  request: Message,
  byResource: string,
  byScope: string,
  leaf: string,
  convert: (record: Message, origin: Origin) => T,
): T[] {
  return list(request[byResource]).flatMap((group) => {
    const resource = toAttributes((group['resource'] as Message | undefined)?.['attributes']);
    const service = String(resource['service.name'] ?? 'unknown');
    return list(group[byScope]).flatMap((scoped) => {
      const origin = { scope: toScope(scoped['scope'] as Message | undefined), service, resource };
      return list(scoped[leaf]).map((record) => convert(record, origin));
    });
  });
}

function toSpan(span: Message, origin: Origin): TestSpan {
  const startUnixNano = nano(span['startTimeUnixNano']);
  const endUnixNano = nano(span['endTimeUnixNano']);
  const status = span['status'] as Message | undefined;
  return {
    traceId: text(span['traceId']),
    spanId: text(span['spanId']),
    parentSpanId: text(span['parentSpanId']) || undefined,
    traceState: text(span['traceState']),
    name: text(span['name']),
    kind: KINDS[number(span['kind'])] ?? 'UNSPECIFIED',
    startMs: toMs(startUnixNano),
    endMs: toMs(endUnixNano),
    durationMs: toMs(endUnixNano - startUnixNano),
    startUnixNano,
    endUnixNano,
    attributes: toAttributes(span['attributes']),
    events: list(span['events']).map(toEvent),
    links: list(span['links']).map(toLink),
    status: { code: STATUSES[number(status?.['code'])] ?? 'UNSET', message: text(status?.['message']) },
    dropped: {
      attributes: number(span['droppedAttributesCount']),
      events: number(span['droppedEventsCount']),
      links: number(span['droppedLinksCount']),
    },
    flags: number(span['flags']),
    ...origin,
  };
}

function toLog(record: Message, origin: Origin): TestLog {
  const time = nano(record['timeUnixNano']);
  const observed = nano(record['observedTimeUnixNano']);
  return {
    traceId: text(record['traceId']) || undefined,
    spanId: text(record['spanId']) || undefined,
    timeMs: time ? toMs(time) : undefined,
    observedMs: observed ? toMs(observed) : undefined,
    severityNumber: number(record['severityNumber']),
    severityText: text(record['severityText']),
    body: toValue(record['body'] as Message | undefined),
    attributes: toAttributes(record['attributes']),
    eventName: text(record['eventName']),
    flags: number(record['flags']),
    ...origin,
  };
}

function toEvent(event: Message): TestEvent {
  return {
    name: text(event['name']),
    timeMs: toMs(nano(event['timeUnixNano'])),
    attributes: toAttributes(event['attributes']),
  };
}

function toLink(link: Message): TestLink {
  return {
    traceId: text(link['traceId']),
    spanId: text(link['spanId']),
    traceState: text(link['traceState']),
    attributes: toAttributes(link['attributes']),
  };
}

function toScope(scope: Message | undefined): TestScope {
  return { name: text(scope?.['name']), version: text(scope?.['version']) };
}

/** A list of KeyValue messages as one object. */
export function toAttributes(pairs: unknown): Attributes {
  const attributes = list(pairs).map(({ key, value }) => [text(key), toValue(value as Message)] as const);
  return Object.fromEntries(attributes);
}

/** AnyValue: at most one of its fields is set; none means an empty value. */
function toValue(value: Message | undefined): unknown {
  if (value === undefined) return undefined;
  const [kind, content] = Object.entries(value)[0] ?? [];
  if (kind === 'intValue') return safeInteger(content as bigint);
  if (kind === 'arrayValue') return list((content as Message)['values']).map(toValue);
  if (kind === 'kvlistValue') return toAttributes((content as Message)['values']);
  return content;
}

function safeInteger(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

export const list = (value: unknown) => (value ?? []) as Message[];
export const text = (value: unknown) => (value ?? '') as string;
export const number = (value: unknown) => (value ?? 0) as number;
export const nano = (value: unknown) => (value ?? 0n) as bigint;
export const toMs = (value: bigint) => Number(value) / 1e6;
