/** What `@waymark/node` gives to application code. Self-contained: needs the types of `@opentelemetry/api` alone. */

import type {
  Attributes,
  Context,
  HrTime,
  Link,
  MeterProvider,
  Sampler,
  Span,
  SpanContext,
  SpanKind,
  SpanStatus,
  TracerProvider,
} from '@opentelemetry/api';

/** What `start()` takes, and what the default export of the module that WAYMARK_CONFIG names is. */
export interface StartOptions {
  /** `service.name`. @default OTEL_SERVICE_NAME, else the name in the nearest package.json */
  readonly serviceName?: string;
  /** More resource attributes; they win over OTEL_RESOURCE_ATTRIBUTES. */
  readonly resourceAttributes?: Attributes;
  /** Decides which traces are recorded. @default what OTEL_TRACES_SAMPLER says */
  readonly sampler?: Sampler;
  /** Run on every recorded span, in order, before it is exported. */
  readonly spanProcessors?: readonly SpanProcessor[];
  /** Run on every log record, in order, before it becomes an event of its span and is exported. */
  readonly logRecordProcessors?: readonly LogRecordProcessor[];
  /**
   * More instrumentations, as Prisma's: they get our providers and are enabled. They hook modules by their own means.
   * @example [new PrismaInstrumentation()]
   */
  readonly instrumentations?: readonly Instrumentation[];
  /**
   * Incoming requests that make no span, nor does anything below them. In place of WAYMARK_IGNORE_INCOMING; with `default`
   * among them the health checks are ignored too. Strings are as in that variable, RegExps are tested on the path.
   * @example ['default', '/assets/*', (request) => request.headers['x-internal'] === '1']
   */
  readonly ignoreIncoming?: IgnorePattern | readonly IgnorePattern[];
  /**
   * `full`: web frameworks make a span for each of their layers, as upstream's instrumentations do. `lean`: the SERVER span has
   * the route and the errors, and layers have no spans. In place of WAYMARK_SPANS. @default 'lean'
   */
  readonly spans?: 'lean' | 'full';
  /**
   * The shape of ids of requests that brought none, in place of WAYMARK_REQUEST_ID_FORMAT: a name, or a function of the context,
   * whose span context has the trace id. It is called often, and must return the same for the same trace: up to 255 letters,
   * digits and `._~+/=:#@-`, the first a letter or digit. Where it returns something else or throws, the trace id stands in, and
   * one line says so.
   * @default 'trace-id'
   * @example (context) => `shop-${trace.getSpanContext(context).traceId}`
   */
  readonly requestIdFormat?: 'trace-id' | 'uuid' | 'uuidv7' | ((context: Context) => string | undefined);
  /**
   * Who is told anything of ours: host patterns and words as in WAYMARK_PROPAGATE_TO, in place of it. An empty array is nobody.
   * @default everybody, but neither the service's name nor the time
   * @example ['*.internal', 'api.example.com:8443', 'messages']
   */
  readonly propagateTo?: string | readonly string[];
  /**
   * Whose trace, baggage and request id go on here, in place of WAYMARK_TRUST_INBOUND: `'always'`, `'never'`, a list of addresses,
   * CIDRs and paths, or a function, of which only `true` is trust; what it throws, or a promise, is none, and told once. A request with a valid
   * signature by a key of WAYMARK_TRUST_KEY is trusted beside.
   * @default 'always'
   * @example ['10.0.0.0/8', '/internal/*']
   * @example ({ headers }) => headers['x-gateway-secret'] === secret
   */
  readonly trustInbound?:
    | 'always'
    | 'never'
    | string
    | readonly string[]
    | ((request: InboundRequest) => boolean);
  /**
   * What responses carry, in place of WAYMARK_RESPONSE_HEADERS; an empty list is nothing. `trace` is `Server-Timing` with the
   * traceparent, `time` `X-Response-Time` and `Server-Timing`, `service` `X-Service-Name`. What the application sets stays as
   * it is. @default ['request-id']
   */
  readonly responseHeaders?: readonly ('request-id' | 'trace' | 'time' | 'service')[];
  /**
   * What is taken out of spans and log records before they leave the process, each member in place of its variable: `WAYMARK_REDACTION_MODE`,
   * `_KEY`, `_KEYS`, `_ALLOW`, `_DETECTORS`, `_RULES`. `false`: nothing is, as WAYMARK_REDACTION=off has it.
   * @default secrets, by their names and by their looks
   * @example { keys: ['x-tenant-pin'], detectors: ['email'], rules: [{ name: 'badge', pattern: /\bB-\d{6}\b/ }] }
   */
  readonly redaction?: false | RedactionOptions;
  /** Options by instrumentation, over those of the environment; the names are those of the table in the README. */
  readonly instrumentationOptions?: InstrumentationOptions;
}

/** What is taken out of spans and log records, and how. */
export interface RedactionOptions {
  /**
   * `mask` writes `REDACTED` in its place, `remove` leaves it out, `hmac` writes what is the same for the same secret and tells
   * nobody without `hmacKey` what it was. @default 'mask'
   */
  readonly mode?: 'mask' | 'remove' | 'hmac';
  /** Of mode `hmac`: at least 16 characters, which nobody else knows. */
  readonly hmacKey?: string;
  /** More names of attributes, fields, parameters and headers whose values are secret; case, `_`, `-` and `.` do not matter. */
  readonly keys?: readonly string[];
  /** Names whose values are never touched, nor are options of instrumentations that write them overruled. */
  readonly allow?: readonly string[];
  /** Personal data to look for as well. @default none */
  readonly detectors?: readonly ('email' | 'phone' | 'ip' | 'national-id')[];
  /** Patterns of your own. One that would take ever longer on ever longer text is refused, with one line. */
  readonly rules?: readonly RedactionRule[];
}

export interface RedactionRule {
  /** In the counts: what it is, never what it found. */
  readonly name: string;
  readonly pattern: RegExp | string;
  /** @default what the mode says */
  readonly replacement?: string;
}

/** The parts of `http.IncomingMessage` that its types have in every program; what is passed is the whole of it. */
export interface IncomingRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** An incoming request of HTTP or gRPC, as far as trust goes by it. */
export interface InboundRequest {
  /** Of the socket, never of a forwarded header; `undefined` of a socket that has none, as those of the file system. */
  readonly peerAddress: string | undefined;
  readonly method: string;
  /** The target without its query, as it was sent: neither decoded nor resolved. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export type IgnorePattern = string | RegExp | ((request: IncomingRequest) => boolean);

export interface InstrumentationOptions {
  /** `node:http` and `node:https`. */
  readonly http?: HttpInstrumentationOptions;
  /** fetch, and undici. */
  readonly undici?: UndiciInstrumentationOptions;
  /** Any other: what upstream's class of that instrumentation takes. */
  readonly [name: string]: object | undefined;
}

/**
 * Of upstream's `HttpInstrumentationConfig`, what ours takes. Messages are those of `node:http`, to be annotated as you like. A hook
 * that throws is told of once, and the request goes on.
 */
export interface HttpInstrumentationOptions {
  /** Runs when the span of an incoming or outgoing request has started. */
  requestHook?(span: Span, request: object): void;
  /** Runs when a span knows its response: for a server, before the handler. */
  responseHook?(span: Span, response: object): void;
  /** Runs when a response is through, before its span ends. */
  applyCustomAttributesOnSpan?(span: Span, request: object, response: object): void;
  /** Attributes that a SERVER span starts with, so that samplers see them. */
  startIncomingSpanHook?(request: IncomingRequest): Attributes;
  /** Attributes that a CLIENT span starts with. */
  startOutgoingSpanHook?(request: OutgoingRequest): Attributes;
  /** As one of `ignoreIncoming`, beside it. */
  ignoreIncomingRequestHook?(request: IncomingRequest): boolean;
  /** Outgoing requests without a span, and without our headers. */
  ignoreOutgoingRequestHook?(request: OutgoingRequest): boolean;
  /** Requests that come in are as without us. @default false */
  readonly disableIncomingRequestInstrumentation?: boolean;
  /** Requests that are made are as without us. @default false */
  readonly disableOutgoingRequestInstrumentation?: boolean;
  /** No span for an incoming request that brings no trace. @default false */
  readonly requireParentforIncomingSpans?: boolean;
  /** `user_agent.synthetic.type` on the spans of bots and tests. @default false */
  readonly enableSyntheticSourceDetection?: boolean;
  /** More query parameters whose values are hidden in `url.full` of outgoing requests. */
  readonly redactedQueryParams?: readonly string[];
  /** The same in `url.query` of incoming ones. */
  readonly redactedQueryParamsServer?: readonly string[];
  /** No span for an outgoing request outside of any trace. @default false */
  readonly requireParentforOutgoingSpans?: boolean;
  /** Headers that become attributes, `http.request.header.<name>` and `http.response.header.<name>`. */
  readonly headersToSpanAttributes?: {
    readonly server?: {
      readonly requestHeaders?: readonly string[];
      readonly responseHeaders?: readonly string[];
    };
    readonly client?: {
      readonly requestHeaders?: readonly string[];
      readonly responseHeaders?: readonly string[];
    };
  };
}

/** Of upstream's `UndiciInstrumentationConfig`, what ours takes. Messages are those of undici's channels. */
export interface UndiciInstrumentationOptions {
  /** Requests without a span, and without our headers. */
  ignoreRequestHook?(request: object): boolean;
  /** Attributes that a span starts with. */
  startSpanHook?(request: object): Attributes;
  requestHook?(span: Span, request: object): void;
  responseHook?(span: Span, message: { request: object; response: object }): void;
  /** No span for a request outside of any trace. @default false */
  readonly requireParentforSpans?: boolean;
  readonly headersToSpanAttributes?: {
    readonly requestHeaders?: readonly string[];
    readonly responseHeaders?: readonly string[];
  };
}

/** An outgoing request as upstream's hooks get it, in the fields of `http.RequestOptions`. */
export interface OutgoingRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>;
}

/** The parts of upstream's `Instrumentation` (`@opentelemetry/instrumentation`) that are used. */
export interface Instrumentation {
  readonly instrumentationName: string;
  enable(): void;
  disable(): void;
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider?(provider: MeterProvider): void;
  setLoggerProvider?(provider: unknown): void;
  getConfig?(): { readonly enabled?: boolean };
}

/** OpenTelemetry's log record processor (logs/sdk.md#logrecordprocessor). */
export interface LogRecordProcessor {
  /** The record may still be written to: `setAttribute`, `setBody`. */
  onEmit(record: object, context?: Context): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
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

export interface RunInSpan {
  <T>(name: string, fn: (span: Span) => T): T;
  <T>(name: string, attributes: Attributes, fn: (span: Span) => T): T;
}

export type RequestId = () => string | undefined;

/** Headers by their names, in lower case: text alone, so that JSON keeps it. */
export type Carrier = () => Record<string, string>;

export type ContinueFrom = <T>(carrier: unknown, fn: () => T) => T;

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
