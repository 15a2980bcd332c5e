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
  const unknown = await Promise.all([UNKNOWN, MISSING, EMPTY].map((name) => hasSpans(store, name)));
  const others = names.filter((name) => name !== UNKNOWN);
  return [...others, ...[UNKNOWN, MISSING, EMPTY].filter((_, at) => unknown[at])].sort();
}

async function hasSpans(store: TelemetryStore, name: string): Promise<boolean> {
  const { traces } = await store.searchTraces({ ...serviceCondition(name), limit: 1 });
  return traces.length > 0;
}

/** The name by which the store lists operations. */
export const storeServiceName = (name: string) => serviceCondition(name).service!;
