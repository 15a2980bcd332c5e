/**
 * The store as tests have it: arrays in memory, looked through from end to end for each question. It is slow, and right as
 * far as one can see; the real store is held against it.
 */

import { createHash } from 'node:crypto';
import { fromProtobuf, LOGS, type OtlpLogs, type OtlpTraces, TRACES_WITH_ZIPKIN } from '@waymark/otlp';
import { compare } from '../compare.ts';
import { attributesOf, spanHolds, startOf } from '../matching/span-condition.ts';
import { isWithin } from '../matching/time-range.ts';
import type { LogQuery, SpanCondition, TraceQuery } from '../queries.ts';
import type {
  FoundId,
  LogPage,
  Operation,
  ServiceCall,
  Signal,
  StoredLog,
  StoredSpan,
  StoreStatus,
  Taken,
  TelemetryStore,
  TimeRange,
  TraceColumns,
  TracePage,
  TraceSummary,
} from '../telemetry-store.ts';
import { columnsOf, compareSpans, summaryOf } from '../trace-summary.ts';
import { attributeKeys, attributeValues } from './attribute-names.ts';
import { callsOf } from './calls.ts';
import { findId } from './find-id.ts';
import { compareLogs, searchLogs } from './search-logs.ts';
import { searchTraces } from './search-traces.ts';
import { storedLogs, storedSpans } from './stored.ts';

export class NaiveStore implements TelemetryStore {
  readonly #spans = new Map<string, StoredSpan>();
  readonly #logs: StoredLog[] = [];
  readonly #logBodies = new Set<string>();
  readonly #listeners = new Set<(status: StoreStatus) => void>();
  #bytes = 0;
  #version = 0;

  async take(signal: Signal, body: Uint8Array): Promise<Taken> {
    this.#bytes += body.length;
    if (signal === 'traces') return this.takeTraces(fromProtobuf(TRACES_WITH_ZIPKIN, body));
    const logs = fromProtobuf(LOGS, body);
    const digest = createHash('sha256').update(body).digest('base64');
    if (!this.#logBodies.has(digest)) return this.takeLogs(logs, digest);
    return { accepted: storedLogs(logs, 0).length, rejected: 0 };
  }

  /** Spans without a trace id or a span id are rejected, for nothing would find them. Of equal ones the first stays. */
  takeTraces(traces: OtlpTraces): Taken {
    const spans = storedSpans(traces);
    const good = spans.filter(({ span }) => hasId(span.traceId) && hasId(span.spanId));
    for (const each of good) {
      if (!this.#spans.has(keyOf(each))) this.#spans.set(keyOf(each), each);
    }
    this.#changed();
    return takenOf(good.length, spans.length - good.length);
  }

  /** @param digest of the body that they came in: a second time, they would not be taken */
  takeLogs(logs: OtlpLogs, digest?: string): Taken {
    const records = storedLogs(logs, this.#logs.length + 1);
    this.#logs.push(...records);
    if (digest !== undefined) this.#logBodies.add(digest);
    this.#changed();
    return takenOf(records.length, 0);
  }

  async spansOf(traceId: string, only?: ReadonlySet<string>): Promise<StoredSpan[]> {
    const all = this.#trace(traceId);
    return only === undefined ? all : all.filter(({ span }) => only.has(span.spanId));
  }

  async matchingSpans(traceId: string, condition: SpanCondition): Promise<string[]> {
    return this.#trace(traceId)
      .filter((each) => spanHolds(each, condition))
      .map(({ span }) => span.spanId);
  }

  async spansWithEvents(traceId: string): Promise<StoredSpan[]> {
    return this.#trace(traceId).filter(({ span }) => span.events.length > 0);
  }

  async columnsOf(traceId: string): Promise<TraceColumns> {
    return columnsOf(this.#trace(traceId));
  }

  async summaryOf(traceId: string): Promise<TraceSummary | undefined> {
    const spans = this.#trace(traceId);
    return spans.length === 0 ? undefined : summaryOf(spans);
  }

  async searchTraces(query: TraceQuery): Promise<TracePage> {
    return searchTraces(
      this.#traces().filter((spans) =>
        spans.some((each) => isWithin(startOf(each), query) && spanHolds(each, query)),
      ),
      query,
    );
  }

  async find(id: string): Promise<FoundId | undefined> {
    return findId(id, this.#traces(), this.#logs);
  }

  async searchLogs(query: LogQuery): Promise<LogPage> {
    return searchLogs(this.#logs, query);
  }

  async logOf(id: string): Promise<StoredLog | undefined> {
    return this.#logs.find((log) => log.id === id);
  }

  async logsOf(traceId: string): Promise<StoredLog[]> {
    return this.#logs.filter(({ record }) => record.traceId === traceId).sort(compareLogs);
  }

  async services(signal?: Signal): Promise<string[]> {
    const spans = signal === 'logs' ? [] : [...this.#spans.values()];
    const logs = signal === 'traces' ? [] : this.#logs;
    return [...new Set([...spans, ...logs].map(({ service }) => service))].sort();
  }

  async operations(service?: string): Promise<Operation[]> {
    const all = [...this.#spans.values()].filter((each) => service === undefined || each.service === service);
    const distinct = new Map(
      all.map(({ span: { name, kind } }) => [JSON.stringify([name, kind]), { name, kind }]),
    );
    return [...distinct.values()].sort(
      (one, other) => compare(one.name, other.name) || compare(one.kind, other.kind),
    );
  }

  async attributeKeys(prefix: string, limit: number): Promise<string[]> {
    return attributeKeys(this.#attributes(), prefix, limit);
  }

  async attributeValues(key: string, prefix: string, limit: number): Promise<string[]> {
    return attributeValues(this.#attributes(), key, prefix, limit);
  }

  async calls(range: TimeRange): Promise<ServiceCall[]> {
    return callsOf(this.#traces(), range);
  }

  status(): StoreStatus {
    return {
      spans: this.#spans.size,
      logs: this.#logs.length,
      traces: this.#traces().length,
      bytes: this.#bytes,
      dropped: { spans: 0, logs: 0 },
      version: this.#version,
    };
  }

  onChange(changed: (status: StoreStatus) => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  async close(): Promise<void> {}

  /** At once for each change: tests wait for nothing. */
  #changed(): void {
    this.#version++;
    for (const changed of this.#listeners) changed(this.status());
  }

  /** Each trace's spans in order. */
  #traces(): StoredSpan[][] {
    const traces = Map.groupBy(this.#spans.values(), ({ span }) => span.traceId);
    return [...traces.values()].map((spans) => spans.sort(compareSpans));
  }

  #trace(traceId: string): StoredSpan[] {
    return [...this.#spans.values()].filter(({ span }) => span.traceId === traceId).sort(compareSpans);
  }

  #attributes() {
    const logs = this.#logs.map(({ record, scope, resource }) => [
      record.attributes,
      scope.attributes,
      resource.attributes,
    ]);
    return [...[...this.#spans.values()].map(attributesOf), ...logs].flat(2);
  }
}

/** Neither empty nor all zeros, which W3C and OTLP call invalid. */
const hasId = (id: string) => /[^0]/.test(id);

/** A client and a server may share their ids, as Zipkin's do; so may servers, where a proxy asked another one again. */
const keyOf = ({ service, span }: StoredSpan) =>
  JSON.stringify([span.traceId, span.spanId, span.kind, service]);

function takenOf(accepted: number, rejected: number): Taken {
  return rejected === 0
    ? { accepted, rejected }
    : { accepted, rejected, message: 'spans need a trace id and a span id' };
}
