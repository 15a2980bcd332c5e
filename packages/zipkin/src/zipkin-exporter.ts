/** The exporter as any OpenTelemetry SDK takes one. */

import { diag } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import {
  type DeliveryCounts,
  DeliveryQueue,
  type DeliveryQueueOptions,
  type Destination,
} from '@waymark/delivery';
import { CONTENT_TYPES, FORMATS, type ZipkinFormat, type ZipkinProtocol } from './encode.ts';

/** Where a Zipkin listens that nobody configured. */
const DEFAULT_URL = 'http://localhost:9411/api/v2/spans';

/** Spans beyond go into another request: Zipkin's own HTTP server takes 10 MiB, proxies before it often less. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** The time that shutting down may take, in milliseconds: SDKs ask for no other. */
const SHUTDOWN_MS = 3_000;

export interface ZipkinExporterOptions {
  /**
   * Where spans are POSTed. User and password in it become basic auth.
   *
   * @default the variable OTEL_EXPORTER_ZIPKIN_ENDPOINT, else http://localhost:9411/api/v2/spans
   */
  url?: string;
  /** @default 'http/json' */
  protocol?: ZipkinProtocol;
  /** Sent with each request. */
  headers?: Record<string, string>;
  /** Of one request, in milliseconds. @default 10000 */
  timeoutMillis?: number;
  /** @default 'none' */
  compression?: 'gzip' | 'none';
  /** For `https:`: whom to trust, and our own certificate, as texts or as files that are read again when they change. */
  tls?: Destination['tls'];
  /** Headers, user and password may go over `http:` to another host, for everybody on the way to read. @default false */
  allowPlaintext?: boolean;
  /** Most bytes held, those in flight included. When more come the oldest are dropped. @default 16777216 */
  maxQueueBytes?: number;
  /** How long to wait between attempts. */
  retry?: DeliveryQueueOptions['retry'];
  /** Gets each line for people: trouble that begins, trouble that is over, what is lost. @default diag.warn */
  report?: (line: string) => void;
}

/**
 * Hands spans to a delivery queue, which sends, retries, counts and says what it could not deliver. `export` therefore calls
 * back success at once: a failure would only make the SDK print a second line.
 */
export class ZipkinExporter implements SpanExporter {
  readonly #format: ZipkinFormat;
  readonly #queue: DeliveryQueue;
  #isShutDown = false;
  /** Spans that the queue never got: they could not be encoded, or came after the end. */
  #refused = 0;

  /**
   * @throws Error, without the URL in it, when that is not a valid `http:` or `https:` one, and when credentials would go
   * over plain text
   */
  constructor(options: ZipkinExporterOptions = {}) {
    const { protocol = 'http/json', report = (line: string) => diag.warn(line) } = options;
    this.#format = FORMATS[protocol];
    this.#queue = new DeliveryQueue({
      destination: {
        url: options.url ?? (process.env['OTEL_EXPORTER_ZIPKIN_ENDPOINT'] || DEFAULT_URL),
        headers: options.headers ?? {},
        timeoutMs: options.timeoutMillis ?? 10_000,
        compression: options.compression ?? 'none',
        tls: options.tls ?? {},
        allowPlaintext: options.allowPlaintext ?? false,
        contentType: CONTENT_TYPES[protocol],
        userAgent: 'waymark-zipkin',
      },
      signal: 'traces',
      report,
      ...(options.maxQueueBytes === undefined ? {} : { maxQueueBytes: options.maxQueueBytes }),
      ...(options.retry === undefined ? {} : { retry: options.retry }),
    });
  }

  /** What became of the spans. Those that could not be encoded, or came after the end, count as dropped. */
  get counts(): DeliveryCounts {
    const counts = this.#queue.counts;
    const refused = this.#refused;
    return { ...counts, added: counts.added + refused, dropped: counts.dropped + refused };
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    if (this.#isShutDown) {
      this.#refused += spans.length;
      done({ code: ExportResultCode.FAILED, error: new Error('the Zipkin exporter was shut down') });
      return;
    }
    const { written, error } = this.#write(spans);
    for (const part of partsOf(written)) {
      this.#queue.add({ body: this.#format.body(part), records: part.length });
    }
    done(error === undefined ? { code: ExportResultCode.SUCCESS } : { code: ExportResultCode.FAILED, error });
  }

  /**
   * Resolves when everything exported before is delivered or dropped, or when the time is over; without a time, as an SDK
   * calls it, also when nobody listens there. Never rejects.
   *
   * @param timeoutMillis defaults to that of a request
   */
  forceFlush(timeoutMillis?: number): Promise<void> {
    return this.#queue.flush(timeoutMillis, { endOnRefusal: timeoutMillis === undefined });
  }

  /** Delivers what is left; what remains when the time is over is dropped, counted and said. Never rejects. */
  async shutdown(timeoutMillis: number = SHUTDOWN_MS): Promise<void> {
    this.#isShutDown = true;
    await this.#queue.shutdown(timeoutMillis);
    this.#queue.conclude();
  }

  /** One span whose getters throw does not cost the others. */
  #write(spans: readonly ReadableSpan[]): { written: Buffer[]; error?: Error } {
    const written: Buffer[] = [];
    let failure: { error: Error } | undefined;
    for (const span of spans) {
      try {
        written.push(this.#format.write(span));
      } catch (error) {
        this.#refused++;
        failure ??= { error: error instanceof Error ? error : new Error(String(error)) };
      }
    }
    return { written, ...failure };
  }
}

/** As many as a body may hold, and one at least. */
function partsOf(written: readonly Buffer[]): Buffer[][] {
  const parts: Buffer[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const each of written) {
    bytes += each.length;
    if (bytes > MAX_BODY_BYTES) {
      parts.push([]);
      bytes = each.length;
    }
    parts.at(-1)!.push(each);
  }
  return parts;
}
