/** What the HTTP instrumentation needs from the distribution that starts it. */
import type { IncomingMessage } from 'node:http';
import type { TextMapPropagator } from '@opentelemetry/api';
import type { InboundTrust, Outbound } from '@waymark/propagation';
import type { WaymarkContextManager, WaymarkTracer } from '@waymark/tracing';
import type { HttpMetrics } from './durations/measurement.ts';
import type { FetchHooks } from './fetch-hooks.ts';
import type { HttpHooks } from './hooks.ts';
import type { RequestLog } from './request-log/request-log.ts';
import type { ResponseHeaders } from './response-headers.ts';

export interface HttpOptions {
  /** Starts the SERVER and CLIENT spans. */
  tracer: WaymarkTracer;
  /** The registered context manager: the request's context is entered through it. */
  contextManager: WaymarkContextManager;
  /** Reads the headers of incoming requests and writes those of outgoing ones. */
  propagator: TextMapPropagator;
  /** Whether responses carry `X-Request-ID` and SERVER spans `http.request.id`. */
  requestIds: boolean;
  /** What responses carry beside it. @default nothing */
  responseHeaders?: ResponseHeaders | undefined;
  /** Whose trace, baggage and request id go on. @default everybody's */
  trust?: InboundTrust | undefined;
  /** Which hosts are told anything, and what goes along. @default all of them, and nothing */
  outbound?: Outbound | undefined;
  /**
   * Asked before anything else of an incoming request. Where it says true there is no span, nothing below it has one, and
   * nothing of the caller's trace goes on; the response still has its X-Request-ID. `ignoredRequests` makes one from paths.
   */
  ignoreIncoming?: ((request: IncomingMessage) => boolean) | undefined;
  /** What the application wants to see and to add of its requests. */
  hooks?: HttpHooks | undefined;
  /** The same of fetch and undici. */
  fetchHooks?: FetchHooks | undefined;
  /** Takes how long each request took, also of those whose span is not recorded. Without it nothing is measured. */
  metrics?: HttpMetrics | undefined;
  /** Makes a log record of each request that was served. @default none is made */
  requestLog?: RequestLog | undefined;
  /** True once nothing is to be traced any more: what is patched stays patched, and lets everything pass. */
  stopped?(): boolean;
  /** Takes one line when this package itself failed to trace a request; called once, the app is not affected. */
  warn(line: string): void;
}
