/** What a scenario sent, without what differs from run to run: what two engines are compared by. */

import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { OtlpServer, TestEvent, TestLog, TestMetric, TestPoint, TestSpan } from '@waymark/testing';

export type Attributes = Record<string, unknown>;

export interface RecordedEvent {
  name: string;
  attributes: Attributes;
}

export interface RecordedLog {
  scope: string;
  severity: string;
  body: unknown;
  eventName: string;
  attributes: Attributes;
}

export interface RecordedSpan {
  scope: string;
  kind: string;
  name: string;
  /** `UNSET`, `OK`, or `ERROR: message`. */
  status: string;
  attributes: Attributes;
  events: RecordedEvent[];
  /** Attributes of the links. */
  links: Attributes[];
  /** Log records that carry its ids. */
  logs: RecordedLog[];
  children: RecordedSpan[];
  /** Its parent is in another process, or did not arrive. */
  orphan: boolean;
}

export interface RecordedPoint {
  attributes: Attributes;
  /** Of a histogram: how often it was measured. What was measured differs from run to run. */
  count: number | undefined;
}

export interface RecordedMetric {
  scope: string;
  name: string;
  description: string;
  unit: string;
  /** `histogram cumulative`, and the bounds of its buckets. */
  kind: string;
  points: RecordedPoint[];
}

/** What arrived, and at which port. */
type Sent = Pick<OtlpServer, 'spans' | 'logs' | 'metrics' | 'port'>;

export interface Recording {
  spans: RecordedSpan[];
  /** Log records of no span. */
  logs: RecordedLog[];
  /** Of scenarios that turn metrics on. */
  metrics: RecordedMetric[];
}

export function recordingOf({ spans, logs, metrics, port }: Sent): Recording {
  const byId = new Map(spans.map((span) => [idOf(span), recordedSpan(span)]));
  const top: RecordedSpan[] = [];
  for (const span of spans) {
    const own = byId.get(idOf(span))!;
    const parent = byId.get(`${span.traceId}/${span.parentSpanId}`);
    own.orphan = parent === undefined && span.parentSpanId !== undefined;
    (parent?.children ?? top).push(own);
  }
  const loose: RecordedLog[] = [];
  for (const log of logs.toSorted(byTime)) {
    (byId.get(`${log.traceId}/${log.spanId}`)?.logs ?? loose).push(recordedLog(log));
  }
  // Each export has all that was measured until then.
  const last = new Map(metrics.map((metric) => [`${metric.scope.name} ${metric.name}`, metric]));
  return {
    spans: top,
    logs: loose,
    metrics: [...last.values()].map((metric) => recordedMetric(metric, port)),
  };
}

/** Every span, parents before children. */
export function* spansIn(spans: readonly RecordedSpan[]): Generator<RecordedSpan> {
  for (const span of spans) {
    yield span;
    yield* spansIn(span.children);
  }
}

function recordedSpan(span: TestSpan): RecordedSpan {
  const { code, message } = span.status;
  return {
    scope: span.scope.name,
    kind: span.kind,
    name: stable(span.name),
    status: message ? `${code}: ${stable(message)}` : code,
    attributes: stableAttributes(span.attributes),
    events: span.events.map(recordedEvent),
    links: span.links.map((link) => stableAttributes(link.attributes)),
    logs: [],
    children: [],
    orphan: false,
  };
}

function recordedEvent({ name, attributes }: TestEvent): RecordedEvent {
  return { name, attributes: stableAttributes(attributes) };
}

function recordedLog(log: TestLog): RecordedLog {
  return {
    scope: log.scope.name,
    severity: `${log.severityText}/${log.severityNumber}`,
    body: stableValue(log.body),
    eventName: log.eventName,
    attributes: stableAttributes(log.attributes),
  };
}

function recordedMetric(metric: TestMetric, sinkPort: number): RecordedMetric {
  const { scope, name, description, unit, kind, temporality, monotonic, points } = metric;
  const bounds = points[0]?.bounds;
  const words = [kind, temporality, monotonic ? 'monotonic' : undefined, bounds?.join(' ')];
  return {
    scope: scope.name,
    name,
    description,
    unit,
    kind: words.filter(Boolean).join(' '),
    points: BY_CHANCE.has(name) ? [] : points.map((point) => recordedPoint(point, sinkPort)),
  };
}

/** Of these only the name is sure: what was collected, and what was open at the end, differs from run to run. */
const BY_CHANCE: ReadonlySet<string> = new Set(['v8js.gc.duration', 'v8js.resource.active']);

function recordedPoint({ attributes, count }: TestPoint, sinkPort: number): RecordedPoint {
  const isExport = attributes['server.port'] === sinkPort;
  return {
    attributes: { ...stableAttributes(attributes), ...(isExport ? { 'server.port': 'SINK' } : {}) },
    count,
  };
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REPLACED: readonly (readonly [RegExp, string])[] = [
  // Frames of a stack hold the wrappers of whoever patched; what was thrown is the line above them.
  [/\n\s+at .*/g, ''],
  [/\b[0-9a-f]{32}\b/g, 'TRACE'],
  // In the messages of Oracle's errors.
  [/(?<=CONNECTION_ID=)[\w+/=]+/g, 'ID'],
  [/(?<=(127\.0\.0\.1|localhost|::1\]?|0\.0\.0\.0):)\d{4,5}\b/g, 'PORT'],
];

function stable(text: string): string {
  const local = text.replaceAll(ROOT, 'ROOT/').replaceAll(hostname(), 'HOST');
  return REPLACED.reduce((masked, [pattern, by]) => masked.replace(pattern, by), local);
}

function stableAttributes(attributes: Attributes): Attributes {
  const entries = Object.entries(attributes).map(([key, value]) => [key, stableEntry(key, value)]);
  return Object.fromEntries(entries);
}

function stableEntry(key: string, value: unknown): unknown {
  if (/(^|[._])port$/.test(key) && Number(value) > 1023) return 'PORT';
  if (key === 'pid' || key === 'process.pid') return 'PID';
  // socket.io gives each socket a room of its own, named by chance.
  if (key === 'messaging.socket.io.rooms')
    return (value as string[]).map((room) => room.replace(/^[\w-]{20}$/, 'SOCKET'));
  return stableValue(value);
}

function stableValue(value: unknown): unknown {
  if (typeof value === 'string') return stable(value);
  if (Array.isArray(value)) return value.map(stableValue);
  if (typeof value === 'object' && value !== null) return stableAttributes(value as Attributes);
  return value;
}

const idOf = (span: TestSpan) => `${span.traceId}/${span.spanId}`;
const byTime = (a: TestLog, b: TestLog) => (a.timeMs ?? a.observedMs ?? 0) - (b.timeMs ?? b.observedMs ?? 0);
