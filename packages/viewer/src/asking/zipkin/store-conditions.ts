/**
 * What to ask the store for when a search of Zipkin's is to be answered. In Zipkin each part of a search may be satisfied by
 * another span of a trace, in the store all by one: so one part is asked for, and the rest looked at in what is found.
 */

import type { SpanCondition } from '../../store/queries.ts';
import type { TelemetryStore } from '../../store/telemetry-store.ts';
import { storeOperations, storeServices } from './store-names.ts';
import type { TraceSearch } from './trace-search.ts';

/** None where nothing can be found. */
export async function storeConditions(store: TelemetryStore, search: TraceSearch): Promise<SpanCondition[]> {
  const { serviceName } = search;
  const part = partOf(search);
  if (serviceName === undefined) return [part];
  const services = await storeServices(store, serviceName);
  const conditions = services.map((service) => conditionsOf(store, service, search, part));
  return (await Promise.all(conditions)).flat();
}

async function conditionsOf(
  store: TelemetryStore,
  service: string,
  { spanName }: TraceSearch,
  part: SpanCondition,
): Promise<SpanCondition[]> {
  if (spanName === undefined || part.attributes.length > 0) return [{ ...part, service }];
  const operations = await storeOperations(store, service, spanName);
  return operations.map((operation) => ({ service, operation, attributes: [] }));
}

/** A tag with a value, or else how long a span took. */
function partOf({ annotations, minDuration }: TraceSearch): SpanCondition {
  const tag = [...annotations].find(([name, value]) => isAttribute(name, value));
  if (tag !== undefined) return { attributes: [{ key: tag[0], operator: '=', value: tag[1] }] };
  if (minDuration === undefined) return { attributes: [] };
  // Zipkin's are rounded to microseconds.
  return { attributes: [], minDurationNano: BigInt(minDuration - 1) * 1000n };
}

/** Not one that is something else in OTLP, or text in one way here and in another there. */
function isAttribute(name: string, value: string): boolean {
  return value !== '' && !/^(?:error|otel\.|otlp\.|w3c\.)/.test(name) && !/^[[{]/.test(value);
}
