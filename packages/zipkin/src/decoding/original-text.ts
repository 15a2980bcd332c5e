import type { ReadEndpoint, ReadSpan } from './read-span.ts';

/**
 * A span as it was sent, as JSON of version 2, whatever it came as: with ids made regular, and without fields that mean
 * nothing. OTLP has no place for some of it (`shared`, both addresses of an endpoint), and Zipkin's API wants it back.
 */
export function originalText(span: ReadSpan): string {
  return JSON.stringify({
    traceId: span.traceId,
    parentId: span.parentId || undefined,
    id: span.id,
    kind: span.kind || undefined,
    name: span.name || undefined,
    timestamp: span.timestamp || undefined,
    duration: span.duration || undefined,
    localEndpoint: endpoint(span.local),
    remoteEndpoint: endpoint(span.remote),
    annotations: span.annotations.length > 0 ? span.annotations : undefined,
    tags: span.tags.size > 0 ? Object.fromEntries(span.tags) : undefined,
    debug: span.debug || undefined,
    shared: span.shared || undefined,
  });
}

function endpoint({ serviceName, ipv4, ipv6, port }: ReadEndpoint): object | undefined {
  if (!serviceName && !ipv4 && !ipv6 && !port) return undefined;
  return {
    serviceName: serviceName || undefined,
    ipv4: ipv4 || undefined,
    ipv6: ipv6 || undefined,
    port: port || undefined,
  };
}
