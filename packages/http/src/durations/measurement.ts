/** What is known of one request when its duration is recorded, and who keeps that. */
import type { Attributes, Span } from '@opentelemetry/api';
import { clock, type RecordingSpan } from '@waymark/tracing';
import {
  ERROR_TYPE,
  HTTP_REQUEST_METHOD,
  HTTP_RESPONSE_STATUS_CODE,
  HTTP_ROUTE,
  NETWORK_PROTOCOL_VERSION,
  SERVER_ADDRESS,
  SERVER_PORT,
  URL_SCHEME,
} from '../attributes.ts';

/** The attributes of a duration, as plain fields: thousands of requests have the same ones, and share one object of them. */
export interface DurationFacts {
  method: string;
  scheme: string | undefined;
  protocolVersion: string | undefined;
  statusCode: number | undefined;
  errorType: string | undefined;
  /** Of servers. */
  route: string | undefined;
  /** Of clients. */
  address: string | undefined;
  port: number | undefined;
}

/** Strings are mostly the same objects, so that this is a comparison of pointers. */
export function agree(one: DurationFacts, other: DurationFacts): boolean {
  return (
    one.statusCode === other.statusCode &&
    one.method === other.method &&
    one.route === other.route &&
    one.address === other.address &&
    one.port === other.port &&
    one.errorType === other.errorType &&
    one.protocolVersion === other.protocolVersion &&
    one.scheme === other.scheme
  );
}

/** A copy of the facts alone: what is handed around is a request's own, with all that hangs there. */
export function copyOf(facts: DurationFacts): Readonly<DurationFacts> {
  const { method, scheme, protocolVersion, statusCode, errorType, route, address, port } = facts;
  return { method, scheme, protocolVersion, statusCode, errorType, route, address, port };
}

/** Keeps the duration of a request, in seconds. It is called once a request, so it should be quick. */
export interface DurationRecorder {
  record(facts: DurationFacts, seconds: number, span: Span): void;
}

/** The durations of requests, served and made. */
export interface HttpMetrics {
  readonly server: DurationRecorder;
  readonly client: DurationRecorder;
}

/** The span's readings of the clock serve the duration too. An application may have ended it, before or after the request. */
export function millisOf(span: RecordingSpan): number {
  return (span.ended ? span.endMs : clock.now()) - span.startMs;
}

/** As the semantic conventions name them; what is not known is left out. */
export function durationAttributes(facts: DurationFacts): Attributes {
  const { method, scheme, protocolVersion, statusCode, errorType, route, address, port } = facts;
  const attributes: Attributes = { [HTTP_REQUEST_METHOD]: method };
  if (scheme !== undefined) attributes[URL_SCHEME] = scheme;
  if (protocolVersion !== undefined) attributes[NETWORK_PROTOCOL_VERSION] = protocolVersion;
  if (statusCode !== undefined) attributes[HTTP_RESPONSE_STATUS_CODE] = statusCode;
  if (errorType !== undefined) attributes[ERROR_TYPE] = errorType;
  if (route !== undefined) attributes[HTTP_ROUTE] = route;
  if (address !== undefined) attributes[SERVER_ADDRESS] = address;
  if (port !== undefined) attributes[SERVER_PORT] = port;
  return attributes;
}
