/**
 * Names of services, in which Jaeger tells what is wrong with one that has none. The store calls such a service
 * `unknown_service`, as OpenTelemetry does, and so do some SDKs of their own accord.
 */

import type { OtlpResource } from '@waymark/otlp';
import type { SpanCondition } from '../../store/queries.ts';
import type { StoredSpan, TelemetryStore } from '../../store/telemetry-store.ts';

const KEY = 'service.name';
const UNKNOWN = 'unknown_service';
const MISSING = 'missing-service-name';
const EMPTY = 'empty-service-name';

export function jaegerServiceName({ service, resource }: Pick<StoredSpan, 'service' | 'resource'>): string {
  return service === UNKNOWN ? (placeholderOf(resource) ?? service) : service;
}

function placeholderOf({ attributes }: OtlpResource): string | undefined {
  const name = attributes.findLast(({ key }) => key === KEY);
  if (name === undefined) return MISSING;
  return name.value.stringValue === '' ? EMPTY : undefined;
}

/** What to ask the store for, by the name that Jaeger has for a service. */
export function serviceCondition(name: string): Pick<SpanCondition, 'service' | 'attributes'> {
  const empty = { key: KEY, operator: '=', value: '' } as const;
  const not = (value: string) => ({ key: KEY, operator: '!=', value }) as const;
  if (name === MISSING) return { service: UNKNOWN, attributes: [not(''), not(UNKNOWN)] };
  if (name === EMPTY) return { service: UNKNOWN, attributes: [empty] };
  if (name === UNKNOWN) return { service: UNKNOWN, attributes: [{ ...empty, value: UNKNOWN }] };
  return { service: name, attributes: [] };
}

/** Services that have spans, sorted. */
export async function jaegerServices(store: TelemetryStore): Promise<string[]> {
  const names = await store.services('traces');
  if (!names.includes(UNKNOWN)) return names;
  return [...names.filter((name) => name !== UNKNOWN), ...(await unknownNames(store))].sort();
}

/** What Jaeger calls the services of which the store knows no name. */
async function unknownNames(store: TelemetryStore): Promise<string[]> {
  const names = [MISSING, EMPTY, UNKNOWN];
  const known = await Promise.all(names.map((name) => hasSpans(store, name)));
  return names.filter((_, at) => known[at]);
}

/** For names that the store gives without a span: of several names that it does not tell apart it is the first. */
export async function jaegerNames(store: TelemetryStore): Promise<(storeName: string) => string> {
  const names = await store.services('traces');
  const [first = UNKNOWN] = names.includes(UNKNOWN) ? await unknownNames(store) : [];
  return (name) => (name === UNKNOWN ? first : name);
}

async function hasSpans(store: TelemetryStore, name: string): Promise<boolean> {
  const { traces } = await store.searchTraces({ ...serviceCondition(name), limit: 1 });
  return traces.length > 0;
}

/** The name by which the store lists operations. */
export const storeServiceName = (name: string) => serviceCondition(name).service!;
