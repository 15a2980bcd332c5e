/** For the tests: an SDK whose log records stay in memory, and spans to write lines in. */
import {
  type Context,
  context,
  defaultTextMapGetter,
  type Logger,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type LogRecordProcessor,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { RequestIdPropagator } from '@waymark/propagation';
import { WaymarkContextManager, WaymarkTracerProvider } from '@waymark/tracing';
import type { LogOptions } from './options.ts';

context.setGlobalContextManager(new WaymarkContextManager());

export class TestTelemetry {
  readonly #exporter = new InMemoryLogRecordExporter();
  readonly #provider: LoggerProvider;
  readonly #tracer = new WaymarkTracerProvider({ resource: emptyResource(), processors: [] }).getTracer(
    'test',
  );
  /** While true, the SDK throws at each record. */
  isBroken = false;
  /** How often each scope asked for its logger. */
  readonly asked: string[] = [];
  /** Change `enabled` or names to see other behaviour. */
  readonly options: LogOptions = {
    enabled: true,
    logger: (scope, version): Logger => {
      this.asked.push(scope);
      return this.#provider.getLogger(scope, version);
    },
  };

  constructor(...processors: LogRecordProcessor[]) {
    const memory = new SimpleLogRecordProcessor({ exporter: this.#exporter });
    const breaking = {
      onEmit: () => {
        if (this.isBroken) throw new Error('broken processor');
      },
      forceFlush: async () => {},
      shutdown: async () => {},
    };
    this.#provider = new LoggerProvider({ processors: [breaking, ...processors, memory] });
  }

  get records(): ReadableLogRecord[] {
    return this.#exporter.getFinishedLogRecords();
  }

  /** The records as plain data: what a test compares. */
  get lines() {
    return this.records.map(({ severityNumber, severityText, body, attributes }) => {
      return { severityNumber, severityText, body, attributes };
    });
  }

  reset(): void {
    this.#exporter.reset();
  }

  emit(record: Parameters<Logger['emit']>[0], scope = 'test'): void {
    this.#provider.getLogger(scope).emit(record);
  }

  startSpan(): Span {
    return this.#tracer.startSpan('request', { kind: SpanKind.SERVER }, ROOT_CONTEXT);
  }

  /** Runs `fn` as a request: in a span of its own, with an inbound request id if one is given. */
  inRequest<T>(fn: (span: Span) => T, requestId?: string): T {
    const span = this.startSpan();
    return context.with(requestContext(span, requestId), () => fn(span));
  }
}

export function requestContext(span: Span, requestId?: string): Context {
  const ctx = trace.setSpan(ROOT_CONTEXT, span);
  const headers = requestId === undefined ? {} : { 'x-request-id': requestId };
  return new RequestIdPropagator().extract(ctx, headers, defaultTextMapGetter);
}
