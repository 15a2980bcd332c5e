/** For the tests: requests whose lines wait, and what became of them. */
import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Sampler,
  SeverityNumber,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { RPCType, setRPCMetadata } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { WaymarkContextManager, type WaymarkTracer, WaymarkTracerProvider } from '@waymark/tracing';
import { LogsOnSpansProcessor } from '../on-spans/logs-on-spans.ts';
import { LeanLoggerProvider } from '../records/lean-logger.ts';
import { lowered } from '../records/lowered.ts';
import { LogTail, type LogTailOptions } from './log-tail.ts';
import { TailLogProcessor } from './tail-log-processor.ts';
import { TailSpanProcessor } from './tail-span-processor.ts';

context.setGlobalContextManager(new WaymarkContextManager());

const LEVELS = { debug: SeverityNumber.DEBUG, info: SeverityNumber.INFO, error: SeverityNumber.ERROR };
const LIMITS = { attributeCountLimit: 128, attributeValueLengthLimit: Number.POSITIVE_INFINITY };

export interface Request {
  readonly span: Span & ReadableSpan;
  readonly ctx: Context;
}

export class TestTail {
  readonly tail: LogTail;
  /** What has left. */
  readonly records: ReadableLogRecord[] = [];
  readonly spans: ReadableSpan[] = [];
  /** Lines by what became of them: `dropped fine`, `released error`. */
  readonly counts: Record<string, number> = {};
  readonly tracer: WaymarkTracer;
  readonly provider: LeanLoggerProvider;
  readonly #stage: TailSpanProcessor;

  constructor(options: LogTailOptions & { sampler?: Sampler; level?: SeverityNumber } = {}) {
    this.tail = new LogTail({
      onReleased: (why, lines) => this.#count(`released ${why}`, lines),
      onDropped: (why, lines) => this.#count(`dropped ${why}`, lines),
      ...options,
    });
    const done = async () => {};
    const memory: LogRecordProcessor = {
      onEmit: (record) => this.records.push(record),
      forceFlush: done,
      shutdown: done,
    };
    const onSpans = new LogsOnSpansProcessor({ minimum: SeverityNumber.INFO });
    const level = options.level ?? SeverityNumber.INFO;
    const stage = new TailLogProcessor({ level, next: [onSpans, memory], tail: this.tail });
    this.provider = new LeanLoggerProvider({
      resource: emptyResource(),
      processors: [stage],
      limits: LIMITS,
    });
    this.#stage = new TailSpanProcessor(this.tail, {
      onStart() {},
      onEnd: (span) => this.spans.push(span),
      forceFlush: done,
      shutdown: done,
    });
    this.tracer = new WaymarkTracerProvider({
      resource: emptyResource(),
      processors: [this.#stage],
      ...(options.sampler && { sampler: options.sampler }),
    }).getTracer('test');
  }

  /** As the instrumentation of HTTP begins one. */
  request(options: SpanOptions = {}, parent: Context = ROOT_CONTEXT): Request {
    const span = this.tracer.startSpan(
      'GET',
      { kind: SpanKind.SERVER, ...options },
      parent,
    ) as Request['span'];
    const rpc = { type: RPCType.HTTP, span } as const;
    return { span, ctx: setRPCMetadata(trace.setSpan(parent, span), rpc) };
  }

  /** A span below, which may be none that records. */
  child(parent: Context, name = 'query'): { span: Span; ctx: Context } {
    const span = this.tracer.startSpan(name, {}, parent);
    return { span, ctx: trace.setSpan(parent, span) };
  }

  log(
    level: keyof typeof LEVELS,
    body: unknown,
    ctx: Context,
    more: { attributes?: object; at?: number } = {},
  ): void {
    const { attributes = {}, at } = more;
    this.provider.getLogger('pino').emit({
      context: ctx,
      body: body as string,
      severityNumber: LEVELS[level],
      severityText: level,
      attributes: attributes as Record<string, string>,
      ...(at !== undefined && { timestamp: at }),
    });
  }

  /** A line that the app's own logger keeps to itself. */
  logLowered(level: keyof typeof LEVELS, body: string, ctx: Context): void {
    lowered(() => this.log(level, body, ctx));
  }

  get bodies(): unknown[] {
    return this.records.map(({ body }) => body);
  }

  shutdown(): Promise<void> {
    return this.#stage.shutdown();
  }

  #count(what: string, lines: number): void {
    this.counts[what] = (this.counts[what] ?? 0) + lines;
  }
}

export function fail(span: Span): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** The events of a span as `message`, and the span that a line was of if it was another. */
export function eventsOf(span: ReadableSpan): string[] {
  return span.events.map(({ attributes = {} }) => {
    const { message, span_id: id } = attributes;
    return id === undefined ? String(message) : `${message} of ${id}`;
  });
}

export function remoteParent(flags = TraceFlags.SAMPLED): Context {
  const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
  return trace.setSpanContext(ROOT_CONTEXT, { ...ids, traceFlags: flags, isRemote: true });
}
