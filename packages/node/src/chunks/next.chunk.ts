/**
 * Next.js traces each request by itself, through the API, with a span of kind SERVER below ours. Here that one becomes
 * ours: what Next says of the request is said of the span that is there, and Next's other spans stand below it.
 */

import {
  type Attributes,
  type Context,
  context,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { getRPCMetadata, type RPCMetadata, setRPCMetadata } from '@opentelemetry/core';

type Run = (span: Span) => unknown;

const wrappers = new WeakMap<Tracer, NextTracer>();

/** What Next gets for a tracer of the name `next.js`; it asks anew for every span. */
export function nextTracer(tracer: Tracer): Tracer {
  const wrapper = wrappers.get(tracer) ?? new NextTracer(tracer);
  wrappers.set(tracer, wrapper);
  return wrapper;
}

class NextTracer implements Tracer {
  readonly #tracer: Tracer;
  readonly #requests = new OpenRequests();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  startSpan(name: string, options?: SpanOptions, parent?: Context): Span {
    return this.#tracer.startSpan(name, options, parent);
  }

  startActiveSpan(name: string, ...rest: unknown[]): never {
    const fn = rest.at(-1) as Run;
    const options: SpanOptions = rest.length > 1 ? ((rest[0] as SpanOptions) ?? {}) : {};
    const parent = (rest.length > 2 ? (rest[1] as Context | undefined) : undefined) ?? context.active();
    const request = options.kind === SpanKind.SERVER ? this.#requests.of(parent) : undefined;
    if (request === undefined) {
      tellRoute(parent, options.attributes);
      return this.#tracer.startActiveSpan(name, options, parent, fn as never) as never;
    }
    const span = new RequestSpan(request).setAttributes(options.attributes ?? {});
    return context.with(
      setRPCMetadata(trace.setSpan(parent, request.span), request),
      fn as never,
      undefined,
      span,
    );
  }
}

/** Of the request itself Next says its route when the response may have gone; its inner spans know it before. */
function tellRoute(parent: Context, attributes: Attributes | undefined): void {
  const route = attributes?.['next.route'];
  const request = typeof route === 'string' && !NO_ROUTES.has(route) ? getRPCMetadata(parent) : undefined;
  if (request !== undefined) request.route = route as string;
}

/** Pages that Next shows instead of one that is not there, or that failed. */
const NO_ROUTES = new Set(['/_not-found', '/_error', '/_global-error', '/404', '/500']);

/** Requests of ours that Next has begun. */
class OpenRequests {
  readonly #bySpanId = new Map<string, RPCMetadata>();
  #sweepAt = 64;

  /**
   * The request that a context belongs to. Behind its middleware Next goes on with nothing but the ids that it wrote into
   * the request's `traceparent`.
   */
  of(parent: Context): RPCMetadata | undefined {
    const span = trace.getSpan(parent);
    if (span === undefined) return undefined;
    const request = getRPCMetadata(parent);
    if (request?.span !== span) return this.#bySpanId.get(span.spanContext().spanId);
    if (!span.isRecording()) return undefined;
    this.#keep(span.spanContext().spanId, request);
    return request;
  }

  /** As many as are open, and at most as many again that have ended. */
  #keep(spanId: string, request: RPCMetadata): void {
    this.#bySpanId.set(spanId, request);
    if (this.#bySpanId.size < this.#sweepAt) return;
    for (const [id, { span }] of this.#bySpanId) if (!span.isRecording()) this.#bySpanId.delete(id);
    this.#sweepAt = Math.max(64, 2 * this.#bySpanId.size);
  }
}

/** In the terms of older conventions, and with the query unredacted: our span has all of it. `error.type` as well. */
const OURS = new Set(['http.method', 'http.target', 'http.status_code', 'error.type']);

/** Our span of a request, for Next to describe; it ends with the response. */
class RequestSpan implements Span {
  readonly #request: RPCMetadata;

  constructor(request: RPCMetadata) {
    this.#request = request;
  }

  spanContext(): SpanContext {
    return this.#request.span.spanContext();
  }

  setAttribute(key: string, value: Attributes[string]): this {
    if (key === 'http.route') this.#request.route = String(value);
    else if (!OURS.has(key) && value !== undefined) this.#request.span.setAttribute(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const [key, value] of Object.entries(attributes)) this.setAttribute(key, value);
    return this;
  }

  addEvent(name: string, attributes?: Attributes | TimeInput, time?: TimeInput): this {
    this.#request.span.addEvent(name, attributes, time);
    return this;
  }

  addLink(link: Link): this {
    this.#request.span.addLink(link);
    return this;
  }

  addLinks(links: Link[]): this {
    this.#request.span.addLinks(links);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (status.code === SpanStatusCode.ERROR) this.#request.span.setStatus(status);
    return this;
  }

  /** It is named by its route, as all are. */
  updateName(): this {
    return this;
  }

  end(): void {}

  isRecording(): boolean {
    return this.#request.span.isRecording();
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.#request.span.recordException(exception, time);
  }
}
