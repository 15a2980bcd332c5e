/**
 * Client and server with one id, as Zipkin's libraries write them where they join a span, told apart: OpenTelemetry, and
 * whoever draws a tree by ids, knows one span by one id.
 */

/** What a span must have; that of `decodeZipkinJson` does, and a stored one can. */
export interface SharedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty or undefined for a root. */
  readonly parentSpanId: string | undefined;
  /** OTLP's SpanKind, by number or by name. */
  readonly kind: number | string;
}

const isServer = ({ kind }: SharedSpan) => kind === 2 || kind === 'SERVER';
const isClient = ({ kind }: SharedSpan) => kind === 3 || kind === 'CLIENT';

/**
 * The spans of one or more traces, in their order. A server with the id of a client that is among them gets an id of its own,
 * always the same, and the client for its parent; spans that its process made below it go with it. That takes the whole
 * trace: a process sends children before what they are in, and the client's side comes from another. So do it when a trace
 * is read, and keep what is stored as it came, by id and kind.
 *
 * @param serviceOf by which process a span was made
 */
export function separateShared<T extends SharedSpan>(
  spans: readonly T[],
  serviceOf: (span: T) => string,
): T[] {
  const ids = serverIds(spans, serviceOf);
  if (ids.size === 0) return [...spans];
  return spans.map((span) => {
    const service = serviceOf(span);
    const own = isServer(span) ? ids.get(keyOf(span, span.spanId))?.get(service) : undefined;
    if (own !== undefined) return { ...span, spanId: own, parentSpanId: span.spanId };
    const above = ids.get(keyOf(span, span.parentSpanId))?.get(service);
    return above === undefined ? span : { ...span, parentSpanId: above };
  });
}

/**
 * By the id that it shares with a client and its service, the id that a server gets. There are several servers where a proxy
 * sent a call once more, to another.
 */
function serverIds<T extends SharedSpan>(
  spans: readonly T[],
  serviceOf: (span: T) => string,
): Map<string, Map<string, string>> {
  const clients = new Set(spans.filter(isClient).map((span) => keyOf(span, span.spanId)));
  const ids = new Map<string, Map<string, string>>();
  const servers = spans.filter((span) => isServer(span) && clients.has(keyOf(span, span.spanId)));
  const named = servers.map((span) => ({ span, service: serviceOf(span) }));
  // In an order of their own, so that the same trace gets the same ids however it is stored.
  for (const { span, service } of named.sort((one, other) => (one.service < other.service ? -1 : 1))) {
    const key = keyOf(span, span.spanId);
    const sharing = ids.get(key) ?? new Map<string, string>();
    if (!sharing.has(service)) sharing.set(service, newId(span.spanId, sharing.size));
    ids.set(key, sharing);
  }
  return ids;
}

const keyOf = ({ traceId }: SharedSpan, id = '') => `${traceId} ${id}`;

/** The id's complement: as random as the id, so that it meets no other. */
function newId(id: string, at: number): string {
  const bits = BigInt.asUintN(64, ~BigInt(`0x${id}`) ^ BigInt(at)) || 1n;
  return bits.toString(16).padStart(16, '0');
}
