/** Traces for tests, written as a list of spans. */

import { columnsFrom, KIND_CLIENT, KIND_CONSUMER, KIND_SERVER, type SpanColumns } from './columns.ts';

export interface SampleSpan {
  id: string;
  /** The id of another, of none in the list for a missing parent, or absent for a root. */
  parent?: string;
  service?: string;
  name?: string;
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  error?: boolean;
  pending?: boolean;
  start: number;
  end: number;
}

const KINDS = { internal: 1, server: KIND_SERVER, client: KIND_CLIENT, producer: 4, consumer: KIND_CONSUMER };

/** In the order of their starts, as a viewer answers. */
export function sampleTrace(spans: readonly SampleSpan[]): SpanColumns {
  const sorted = spans.toSorted((a, b) => a.start - b.start);
  const rows = new Map(sorted.map((span, row) => [span.id, row]));
  const services = [...new Set(sorted.map((span) => span.service ?? 'web'))];
  const names = [...new Set(sorted.map((span) => span.name ?? span.id))];
  return columnsFrom({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    startUnixNano: '1700000000000000000',
    services,
    names,
    spanId: sorted.map((span) => span.id),
    parent: sorted.map((span) => (span.parent === undefined ? -1 : (rows.get(span.parent) ?? -2))),
    service: sorted.map((span) => services.indexOf(span.service ?? 'web')),
    name: sorted.map((span) => names.indexOf(span.name ?? span.id)),
    kind: sorted.map((span) => KINDS[span.kind ?? 'internal']),
    status: sorted.map((span) => (span.error ? 2 : 0)),
    start: sorted.map((span) => span.start),
    duration: sorted.map((span) => span.end - span.start),
    pending: sorted.flatMap((span, row) => (span.pending ? [row] : [])),
    warnings: [],
  });
}

/** The row of the span with this id. */
export const rowOf = (trace: SpanColumns, id: string) => trace.spanId.indexOf(id);
