/** What a test server was sent: requests as they came, the records in them, and what a strict receiver objects to. */

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type TestMetric, toMetrics } from './metrics.ts';
import { type Message, REQUEST_TYPES } from './otlp-proto.ts';
import { printTree } from './span-tree.ts';
import { decodeJson, decodeProtobuf } from './strict-decoding.ts';
import { type TestLog, type TestSpan, toLogs, toSpans } from './telemetry.ts';
import { duplicateKeys, logFaults, metricFaults, spanFaults } from './validity.ts';
import { waitUntil } from './waiting.ts';

/** Content types of OTLP/HTTP. */
export const PROTOBUF = 'application/x-protobuf';
export const JSON_TYPE = 'application/json';

export type Signal = 'traces' | 'logs' | 'metrics';

/** One request as it arrived, whatever was answered. */
export interface ReceivedRequest {
  method: string;
  path: string;
  /** From the path; undefined where it is none of OTLP's. */
  signal: Signal | undefined;
  headers: IncomingHttpHeaders;
  /** Size of the body on the wire, so after compression. */
  bytes: number;
  /** Spans, log records or data points in it; 0 when it did not decode. */
  records: number;
  /** Set once a response was sent. */
  status?: number;
  atMs: number;
}

/** A request and what was in it, before the decision whether it counts as arrived. */
export interface Entry {
  request: ReceivedRequest;
  spans: TestSpan[];
  logs: TestLog[];
  metrics: TestMetric[];
}

/** Everything that arrived, and whoever waits for more. */
export class Received {
  readonly spans: TestSpan[] = [];
  readonly logs: TestLog[] = [];
  readonly metrics: TestMetric[] = [];
  readonly requests: ReceivedRequest[] = [];
  readonly errors: string[] = [];
  readonly waiting = new Set<() => void>();
  readonly spanIds = new Set<string>();

  read(incoming: IncomingMessage, body: Buffer): Entry {
    const path = incoming.url ?? '';
    const signal = /^\/v1\/(traces|logs|metrics)$/.exec(path)?.[1] as Signal | undefined;
    const request: ReceivedRequest = {
      method: incoming.method ?? '',
      path,
      signal,
      headers: incoming.headers,
      bytes: body.length,
      records: 0,
      atMs: Date.now(),
    };
    const entry: Entry = { request, spans: [], logs: [], metrics: [] };
    try {
      this.decode(entry, body);
    } catch (error) {
      this.errors.push(`${request.method} ${path}: ${(error as Error).message}`);
    }
    request.records = entry.spans.length + entry.logs.length + pointsIn(entry.metrics);
    this.requests.push(request);
    this.changed();
    return entry;
  }

  decode(entry: Entry, body: Buffer): void {
    const { signal, method, headers } = entry.request;
    if (signal === undefined) throw new Error('not a path of OTLP');
    if (method !== 'POST') throw new Error('OTLP knows only POST');
    const message = decodeBody(signal, headers, body);
    if (signal === 'traces') entry.spans = toSpans(message);
    else if (signal === 'logs') entry.logs = toLogs(message);
    else entry.metrics = toMetrics(message);
    this.errors.push(
      ...duplicateKeys(message),
      ...entry.spans.flatMap(spanFaults),
      ...entry.logs.flatMap(logFaults),
      ...entry.metrics.flatMap(metricFaults),
    );
  }

  accept(entry: Entry): void {
    for (const span of entry.spans) {
      const id = `${span.traceId}/${span.spanId}`;
      if (this.spanIds.has(id))
        this.errors.push(`span "${span.name}" of ${span.service} arrived twice (${id})`);
      this.spanIds.add(id);
    }
    this.spans.push(...entry.spans);
    this.logs.push(...entry.logs);
    this.metrics.push(...entry.metrics);
    this.changed();
  }

  changed(): void {
    for (const check of this.waiting) check();
  }

  async waitFor<T>(
    what: string,
    items: T[],
    wanted: number | ((items: T[]) => boolean),
    timeoutMs = 10_000,
  ): Promise<T[]> {
    const reached = typeof wanted === 'number' ? () => items.length >= wanted : () => wanted(items);
    const goal = typeof wanted === 'number' ? `${wanted} ${what}` : `${what} such that ${wanted}`;
    await waitUntil(
      this.waiting,
      reached,
      timeoutMs,
      () => `waited ${timeoutMs} ms for ${goal}\n${this.summary()}`,
    );
    return items;
  }

  summary(): string {
    const requests = this.requests.map(
      (r) => `  ${r.method} ${r.path} ${r.records} records -> ${r.status ?? '-'}`,
    );
    return [
      `arrived: ${this.spans.length} spans, ${this.logs.length} log records, ${this.metrics.length} metrics, ${this.requests.length} requests`,
      ...requests,
      ...this.errors.map((error) => `  error: ${error}`),
      printTree(this.spans, { logs: this.logs }),
    ].join('\n');
  }

  assertClean(): void {
    if (this.errors.length > 0) throw new Error(`the OTLP server objects:\n  ${this.errors.join('\n  ')}`);
  }

  clear(): void {
    for (const list of [this.spans, this.logs, this.metrics, this.requests, this.errors]) list.length = 0;
    this.spanIds.clear();
  }
}

function decodeBody(signal: Signal, headers: IncomingHttpHeaders, body: Buffer): Message {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') throw new Error(`content-encoding "${encoding}"`);
  const bytes = encoding === 'gzip' ? gunzipSync(body) : body;
  const type = REQUEST_TYPES[signal];
  const contentType = headers['content-type']?.split(';')[0]?.trim();
  if (contentType === PROTOBUF) return decodeProtobuf(type, bytes);
  if (contentType === JSON_TYPE) return decodeJson(type, bytes);
  throw new Error(`content-type "${contentType}"`);
}

function pointsIn(metrics: readonly TestMetric[]): number {
  return metrics.reduce((sum, { points }) => sum + points.length, 0);
}
