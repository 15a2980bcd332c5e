/**
 * One log record a finished request: what any log store needs to answer "what happened to this id", whether or not the request's
 * span was sampled. RATIONALE.md, "What is the record of a request?"
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { type Attributes, type Logger, SeverityNumber, type Span, SpanStatusCode } from '@opentelemetry/api';
import { clock, merged, RecordingSpan } from '@waymark/tracing';
import {
  HTTP_REQUEST_BODY_SIZE,
  HTTP_REQUEST_ID,
  HTTP_RESPONSE_BODY_SIZE,
  HTTP_RESPONSE_STATUS_CODE,
  HTTP_SERVER_REQUEST_DURATION,
  REQUEST_ABORTED,
  URL_PATH,
} from '../attributes.ts';
import { durationAttributes } from '../durations/measurement.ts';
import type { Served } from '../served.ts';
import { countBodies, countStreamBodies, type WatchedStream } from './body-sizes.ts';
import { WatchedRequest } from './watched-request.ts';

/** The record's event name: beside the conventions' `http.server.request.exception`, which have none for a request that is over. */
export const REQUEST_END = 'http.server.request.end';

/** What `HttpOptions.requestLog` is; by name only, so that nobody loads it who has none. */
export interface RequestLog {
  /** A request begins, whose span has started, if it has one. */
  begin(served: Served, headers: Headers): void;
  /** It is over: its span has ended, and its route and status are known. */
  end(served: Served, seconds: number, span: Span): void;
  /** Counts the bodies of `node:http`'s messages from now on, however often it is called. */
  countBodies(request: IncomingMessage, response: ServerResponse): void;
  /** Likewise of streams that servers get. */
  countStreamBodies(stream: ServerHttp2Stream, watchedOf: WatchedStream): void;
}

export interface RequestLogOptions {
  /** Whose records they are; asked for with the first one. */
  logger(): Logger;
  /** Whether only requests are told of that failed, or whose caller got no answer. */
  errorsOnly: boolean;
  /** True once nothing is to be told any more. */
  stopped?(): boolean;
  /** Takes one line when a record could not be made. */
  warn(line: string): void;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What spans of either SDK have beside the API's. */
interface ReadSpan extends Span {
  readonly attributes?: Attributes;
  readonly status?: { readonly code: SpanStatusCode };
}

/** Emits the records. */
export class RequestRecords implements RequestLog {
  readonly #options: RequestLogOptions;
  #logger: Logger | undefined;
  /** Prototypes: to count twice would double what is told. */
  readonly #counted = new WeakSet<object>();

  constructor(options: RequestLogOptions) {
    this.#options = options;
  }

  begin(served: Served, headers: Headers): void {
    served.watched = new WatchedRequest(headers);
    // Taken now, as a span takes them: frameworks rewrite `req.url`, and a closed socket has forgotten its peer.
    if (served.open === undefined) served.described ??= describe(served);
  }

  end(served: Served, seconds: number, span: Span): void {
    const { watched } = served;
    if (watched === undefined || this.#options.stopped?.()) return;
    try {
      const severityNumber = severityOf(served, watched, span);
      if (this.#options.errorsOnly && severityNumber < SeverityNumber.WARN) return;
      const attributes = attributesOf(served, watched, seconds, span);
      this.#logger ??= this.#options.logger();
      this.#logger.emit({
        eventName: REQUEST_END,
        // Its span has ended, so that the record becomes no event of it.
        context: served.context,
        timestamp: clock.now(),
        severityNumber,
        severityText: SeverityNumber[severityNumber],
        body: textOf(served, watched, seconds, attributes[URL_PATH]),
        attributes,
      });
    } catch (error) {
      this.#options.warn(`a request has no record: ${String(error)}`);
    }
  }

  countBodies(request: IncomingMessage, response: ServerResponse): void {
    if (this.#counted.has(response)) return;
    this.#counted.add(response);
    countBodies(request, response);
  }

  countStreamBodies(stream: ServerHttp2Stream, watchedOf: WatchedStream): void {
    countStreamBodies(stream, watchedOf);
  }
}

function describe(served: Served): Attributes {
  const own = served.ownAttributes();
  return merged(served.shared, served.alsoShared, own);
}

/** ERROR is what makes the span one; WARN is a caller that went before he had an answer, whoever is to blame. */
function severityOf(served: Served, watched: WatchedRequest, span: ReadSpan): SeverityNumber {
  const isError = served.errorType !== undefined || span.status?.code === SpanStatusCode.ERROR;
  if (isError) return SeverityNumber.ERROR;
  return watched.isCut && served.statusCode === undefined ? SeverityNumber.WARN : SeverityNumber.INFO;
}

/** `POST /orders/:id 201 in 12.3 ms`. Written out, since each request has one. */
function textOf(served: Served, { isCut }: WatchedRequest, seconds: number, path: unknown): string {
  const { requestMethod, route, statusCode } = served;
  const status = statusCode === undefined ? '' : ` ${statusCode}`;
  const millis = Math.round(seconds * 1e4) / 10;
  return `${requestMethod} ${route ?? path}${status}${isCut ? ' aborted' : ''} in ${millis} ms`;
}

/** All that the span has, the application's own among it, or what it would have had; and what only the record tells. */
function attributesOf(served: Served, watched: WatchedRequest, seconds: number, span: ReadSpan): Attributes {
  const attributes = describedBy(served, span);
  if (served.responseId !== undefined) attributes[HTTP_REQUEST_ID] = served.responseId;
  attributes[HTTP_SERVER_REQUEST_DURATION] = Math.round(seconds * 1e6) / 1e6;
  if (watched.requestSize !== undefined) attributes[HTTP_REQUEST_BODY_SIZE] = watched.requestSize;
  attributes[HTTP_RESPONSE_BODY_SIZE] = watched.responseSize(served.method, served.statusCode);
  if (watched.isCut) attributes[REQUEST_ABORTED] = true;
  return attributes;
}

/** An object of the record's own. */
function describedBy(served: Served, span: ReadSpan): Attributes {
  // Of a span whose attributes nobody has looked at, they are still apart, and stay so.
  const attributes =
    span instanceof RecordingSpan && span.shared !== undefined
      ? merged(span.shared, span.alsoShared, span.own)
      : { ...(span.attributes ?? served.described) };
  // Not there yet where there is no span, or where the application has ended it before.
  if (attributes[HTTP_RESPONSE_STATUS_CODE] !== undefined) return attributes;
  return { ...durationAttributes(served), ...attributes };
}
