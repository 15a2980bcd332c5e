/** What `@waymark/node` gives to application code. Self-contained: needs the types of `@opentelemetry/api` alone. */

import type {
  Attributes,
  Context,
  HrTime,
  Link,
  Sampler,
  Span,
  SpanContext,
  SpanKind,
  SpanStatus,
} from '@opentelemetry/api';

export interface StartOptions {
  /** `service.name`. @default OTEL_SERVICE_NAME, else the name in the nearest package.json */
  readonly serviceName?: string;
  /** More resource attributes; they win over OTEL_RESOURCE_ATTRIBUTES. */
  readonly resourceAttributes?: Attributes;
  /** Decides which traces are recorded. @default what OTEL_TRACES_SAMPLER says */
  readonly sampler?: Sampler;
  /** Run on every recorded span, in order, before it is exported. */
  readonly spanProcessors?: readonly SpanProcessor[];
}

export interface WaymarkHandle {
  /**
   * Delivers what is buffered. Resolves when all of it was delivered or dropped, and after `timeoutMillis` in any
   * case; never rejects.
   * @param timeoutMillis @default 3000
   */
  flush(timeoutMillis?: number): Promise<void>;
  /** Flushes, then stops tracing and takes its listeners off the process. A second call does nothing. Never rejects. */
  shutdown(): Promise<void>;
}

export type Start = (options?: StartOptions) => WaymarkHandle;

/** OpenTelemetry's span processor (trace/sdk.md#span-processor). What it throws is caught and does not reach the app. */
export interface SpanProcessor {
  onStart(span: Span, parentContext: Context): void;
  /** The span may still be written to. */
  onEnding?(span: Span): void;
  onEnd(span: ReadableSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** A span as a processor reads it. */
export interface ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  spanContext(): SpanContext;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly ended: boolean;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly links: Link[];
  readonly events: { readonly name: string; readonly time: HrTime; readonly attributes?: Attributes }[];
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}
