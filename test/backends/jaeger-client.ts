/** Reads traces back through Jaeger's own HTTP APIs, as the spans that `printTree` prints. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Attributes, SpanKindName, StatusName, TestSpan } from '@waymark/testing';

/** What Jaeger's older JSON says of one span; only the parts that differ from OTLP are of interest. */
export interface LegacySpan {
  operationName: string;
  service: string;
  /** Span id of the parent in this trace. */
  parentSpanId: string | undefined;
  spanId: string;
  tags: Attributes;
  /** One object of fields a log line or event. */
  logs: Attributes[];
}

export class JaegerClient {
  readonly url: string;

  constructor(queryUrl: string) {
    this.url = queryUrl;
  }

  /** `/api/v3/traces/{id}` until the trace has `count` spans; rejects after 10 s with what came. */
  async trace(traceId: string, count: number): Promise<TestSpan[]> {
    const until = Date.now() + 10_000;
    for (;;) {
      const spans = await this.spansNow(traceId);
      if (spans.length >= count) return spans;
      if (Date.now() > until) {
        const names = spans.map((span) => `${span.service} ${span.name}`).join(', ');
        throw new Error(`trace ${traceId} has ${spans.length} of ${count} spans: ${names}`);
      }
      await sleep(50);
    }
  }

  /** `/api/v3/services`, sorted. */
  async services(): Promise<string[]> {
    const { services } = (await this.get('/api/v3/services')) as { services?: string[] };
    return (services ?? []).toSorted();
  }

  /** `/api/v3/traces`: ids of the last hour's traces that have a span of this service and name. */
  async findByOperation(service: string, operation: string): Promise<string[]> {
    const search = new URLSearchParams({
      'query.service_name': service,
      'query.operation_name': operation,
      'query.start_time_min': new Date(Date.now() - 3_600_000).toISOString(),
      'query.start_time_max': new Date().toISOString(),
      'query.num_traces': '100',
    });
    const found = (await this.get(`/api/v3/traces?${search}`)) as { result: OtlpTraces } | undefined;
    return [...new Set(toSpans(found?.result).map((span) => span.traceId))];
  }

  /** `/api/traces`: ids of traces with a span that has all these tags. The v3 search of 2.13 knows no tags. */
  async findByTags(service: string, tags: Record<string, string>): Promise<string[]> {
    const search = new URLSearchParams({ service, tags: JSON.stringify(tags), lookback: '1h' });
    const { data } = (await this.get(`/api/traces?${search}`)) as { data: LegacyTrace[] };
    return data.map((trace) => trace.traceID);
  }

  /** `/api/traces/{id}`: what Jaeger's page and older clients see. */
  async legacyTrace(traceId: string): Promise<LegacySpan[]> {
    const { data } = (await this.get(`/api/traces/${traceId}`)) as { data: LegacyTrace[] };
    return data.flatMap((trace) => trace.spans.map((span) => toLegacySpan(span, trace)));
  }

  private async spansNow(traceId: string): Promise<TestSpan[]> {
    const found = (await this.get(`/api/v3/traces/${traceId}`)) as { result: OtlpTraces } | undefined;
    return toSpans(found?.result);
  }

  /** Jaeger answers 404 for "none found". */
  private async get(path: string): Promise<unknown> {
    const response = await fetch(this.url + path, { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`Jaeger answered ${response.status} to ${path}: ${text}`);
    return JSON.parse(text);
  }
}

// OTLP/JSON: kinds and status codes are numbers, 64-bit integers decimal strings, what is empty is left out.

interface OtlpTraces {
  resourceSpans?: { resource?: { attributes?: KeyValue[] }; scopeSpans?: OtlpScopeSpans[] }[];
}
interface OtlpScopeSpans {
  scope?: { name?: string; version?: string };
  spans?: OtlpSpan[];
}
interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  traceState?: string;
  flags?: number;
  name: string;
  kind?: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: KeyValue[];
  droppedAttributesCount?: number;
  events?: { name: string; timeUnixNano: string; attributes?: KeyValue[] }[];
  droppedEventsCount?: number;
  links?: { traceId: string; spanId: string; traceState?: string; attributes?: KeyValue[] }[];
  droppedLinksCount?: number;
  status?: { code?: number; message?: string };
}
interface KeyValue {
  key: string;
  value?: AnyValue;
}
interface AnyValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number;
  bytesValue?: string;
  arrayValue?: { values?: AnyValue[] };
  kvlistValue?: { values?: KeyValue[] };
}

const KINDS: SpanKindName[] = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES: StatusName[] = ['UNSET', 'OK', 'ERROR'];

function toSpans(traces: OtlpTraces | undefined): TestSpan[] {
  return (traces?.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope, spans = [] }) =>
      spans.map((span) => toSpan(span, scope, toAttributes(resource?.attributes))),
    ),
  );
}

function toSpan(span: OtlpSpan, scope: OtlpScopeSpans['scope'], resource: Attributes): TestSpan {
  const startUnixNano = BigInt(span.startTimeUnixNano);
  const endUnixNano = BigInt(span.endTimeUnixNano);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId || undefined,
    traceState: span.traceState ?? '',
    name: span.name,
    kind: KINDS[span.kind ?? 0] ?? 'UNSPECIFIED',
    startMs: toMs(startUnixNano),
    endMs: toMs(endUnixNano),
    durationMs: toMs(endUnixNano - startUnixNano),
    startUnixNano,
    endUnixNano,
    attributes: toAttributes(span.attributes),
    events: (span.events ?? []).map((event) => ({
      name: event.name,
      timeMs: toMs(BigInt(event.timeUnixNano)),
      attributes: toAttributes(event.attributes),
    })),
    links: (span.links ?? []).map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      traceState: link.traceState ?? '',
      attributes: toAttributes(link.attributes),
    })),
    status: { code: STATUSES[span.status?.code ?? 0] ?? 'UNSET', message: span.status?.message ?? '' },
    dropped: {
      attributes: span.droppedAttributesCount ?? 0,
      events: span.droppedEventsCount ?? 0,
      links: span.droppedLinksCount ?? 0,
    },
    flags: span.flags ?? 0,
    scope: { name: scope?.name ?? '', version: scope?.version ?? '' },
    service: String(resource['service.name'] ?? 'unknown'),
    resource,
  };
}

function toAttributes(pairs: KeyValue[] = []): Attributes {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, toValue(value)]));
}

function toValue(value: AnyValue = {}): unknown {
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(toValue);
  if (value.kvlistValue) return toAttributes(value.kvlistValue.values);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue;
}

const toMs = (nanoseconds: bigint) => Number(nanoseconds) / 1e6;

interface LegacyTrace {
  traceID: string;
  spans: JaegerSpan[];
  processes: Record<string, { serviceName: string }>;
}
interface JaegerSpan {
  spanID: string;
  operationName: string;
  processID: string;
  references: { refType: string; spanID: string }[];
  tags: Field[];
  logs: { fields: Field[] }[];
}
interface Field {
  key: string;
  value: unknown;
}

function toLegacySpan(span: JaegerSpan, trace: LegacyTrace): LegacySpan {
  return {
    operationName: span.operationName,
    service: trace.processes[span.processID]?.serviceName ?? 'unknown',
    parentSpanId: span.references.find(({ refType }) => refType === 'CHILD_OF')?.spanID,
    spanId: span.spanID,
    tags: toFields(span.tags),
    logs: span.logs.map((log) => toFields(log.fields)),
  };
}

function toFields(fields: Field[]): Attributes {
  return Object.fromEntries(fields.map(({ key, value }) => [key, value]));
}
