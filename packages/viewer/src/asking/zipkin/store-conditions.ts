/**
 * What to ask the store for when a search of Zipkin's is to be answered. In Zipkin each part of a search may be satisfied by
 * another span of a trace, in the store all by one: so one part is asked for, and the rest looked at in what is found.
 */

import type { SpanCondition } from '../../store/queries.ts';
import type { TelemetryStore } from '../../store/telemetry-store.ts';
import type { TraceSource } from './found-traces.ts';
import { storeOperations, storeServices } from './store-names.ts';
import type { TraceSearch } from './trace-search.ts';

/** How many of the newest traces are looked through for what the store cannot be asked for: texts of annotations. */
const LOOKED_THROUGH = 500;

/** A trace that is looked for comes up in one of them. None where there can be no such trace. */
export async function storeConditions(store: TelemetryStore, search: TraceSearch): Promise<TraceSource[]> {
  const { serviceName } = search;
  const services = serviceName === undefined ? [undefined] : await storeServices(store, serviceName);
  const sources = services.map((service) => sourcesOf(store, service, search));
  return (await Promise.all(sources)).flat();
}

async function sourcesOf(
  store: TelemetryStore,
  service: string | undefined,
  search: TraceSearch,
): Promise<TraceSource[]> {
  const { spanName } = search;
  const ofService = service === undefined ? {} : { service };
  const byTag = tagWithValue(search);
  if (byTag !== undefined) return [{ condition: { ...byTag, ...ofService } }];
  if (spanName !== undefined) {
    const operations = await storeOperations(store, service, spanName);
    return operations.map((operation) => ({ condition: { ...ofService, operation, attributes: [] } }));
  }
  return lessExact(search).map(({ condition, most }) => ({
    condition: { ...condition, ...ofService },
    ...(most === undefined ? {} : { most }),
  }));
}

function tagWithValue({ annotations }: TraceSearch): SpanCondition | undefined {
  const tag = [...annotations].find(([name, value]) => isAttribute(name, value));
  return tag && { attributes: [{ key: tag[0], operator: '=', value: tag[1] }] };
}

/** Not one that is something else in OTLP, or text in one way here and in another there. */
function isAttribute(name: string, value: string): boolean {
  return value !== '' && !/^(?:error|otel\.|otlp\.|w3c\.)/.test(name) && !/^[[{]/.test(value);
}

function lessExact({ annotations, remoteServiceName, minDuration }: TraceSearch): TraceSource[] {
  const hasKey = (key: string): TraceSource => ({
    condition: { attributes: [{ key, operator: 'exists', value: '' }] },
  });
  // A status, unless a sender of Zipkin's says that there is none.
  if (annotations.has('error')) return [{ condition: { error: true, attributes: [] } }, hasKey('error')];
  const [name] = annotations.keys();
  if (name !== undefined) return [hasKey(name), ANY];
  if (remoteServiceName !== undefined) return [...remoteServices(remoteServiceName), ANY];
  if (minDuration === undefined) return [{ condition: { attributes: [] } }];
  // Zipkin's are rounded to microseconds.
  return [{ condition: { attributes: [], minDurationNano: BigInt(minDuration - 1) * 1000n } }];
}

const ANY: TraceSource = { condition: { attributes: [] }, most: LOOKED_THROUGH };

/** Attributes that `@waymark/zipkin` most often takes the remote service from; its name may be written in any case. */
const OF_REMOTE = ['peer.service', 'service.peer.name', 'server.address', 'net.peer.name', 'db.name'];

function remoteServices(name: string): TraceSource[] {
  return OF_REMOTE.map((key) => ({
    condition: { attributes: [{ key, operator: 'contains', value: name }] },
  }));
}
