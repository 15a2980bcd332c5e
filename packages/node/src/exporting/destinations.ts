/** Where each exporter's bytes go, as `@waymark/delivery` wants to know it. */

import type { Destination } from '@waymark/delivery';
import type { OtlpEndpoint } from '../config/otlp-endpoint.ts';
import type { ZipkinEndpoint } from '../config/zipkin-endpoint.ts';
import { VERSION } from '../version.ts';

export type DeliveredSignal = 'traces' | 'logs' | 'metrics';

export const USER_AGENT = `waymark/${VERSION}`;

/** What must not go over plain text has been left out at the start, with a line (open-credentials.ts). */
export const JUDGED = true;

/** OTLP/gRPC's methods (opentelemetry/proto/collector). */
const METHODS: Record<DeliveredSignal, string> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};

export function otlpDestination(otlp: OtlpEndpoint, signal: DeliveredSignal): Destination {
  const grpc = otlp.protocol === 'grpc';
  return {
    url: grpc ? withPath(otlp.url, METHODS[signal]) : otlp.url,
    protocol: grpc ? 'grpc' : 'http',
    headers: { ...otlp.headers },
    timeoutMs: otlp.timeoutMillis,
    compression: otlp.compression,
    tls: otlp.tls,
    allowPlaintext: JUDGED,
    contentType: otlp.protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
    userAgent: USER_AGENT,
  };
}

export function zipkinDestination({ url, protocol, timeoutMillis, tls }: ZipkinEndpoint): Destination {
  return {
    url,
    timeoutMs: timeoutMillis,
    tls,
    allowPlaintext: JUDGED,
    contentType: protocol === 'http/protobuf' ? 'application/x-protobuf' : 'application/json',
    userAgent: USER_AGENT,
  };
}

/** A path in a gRPC endpoint has no meaning (protocol/exporter.md). */
function withPath(endpoint: string, path: string): string {
  const url = new URL(endpoint);
  url.pathname = path;
  return url.href;
}
