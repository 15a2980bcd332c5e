/** A trace's spans under their resources and scopes again, in copies that may be changed. */

import type { OtlpKeyValue, OtlpResource, OtlpScope, OtlpSpan } from '@waymark/otlp';
import type { StoredSpan } from '../../../store/telemetry-store.ts';
import type { Turns } from '../../../store/turns.ts';
import { receivedTimes } from '../received-span.ts';
import { jaegerServiceName } from '../service-name.ts';

export interface ResourceGroup {
  resource: OtlpResource;
  scopes: ScopeGroup[];
}

export interface ScopeGroup {
  scope: OtlpScope;
  spans: OtlpSpan[];
}

/** Where Jaeger puts what it has to say about a span. */
const WARNINGS = '@jaeger@warnings';

/** By what resource and scope say, in the order in which they come up. */
export async function groupSpans(stored: readonly StoredSpan[], turns: Turns): Promise<ResourceGroup[]> {
  const contentOf = contents();
  const resources = new Map<string, { group: ResourceGroup; scopes: Map<string, ScopeGroup> }>();
  await turns.each(stored, (each) => {
    const resourceKey = contentOf(each.resource);
    const found = resources.get(resourceKey) ?? {
      group: { resource: resourceOf(each), scopes: [] },
      scopes: new Map<string, ScopeGroup>(),
    };
    resources.set(resourceKey, found);
    const scopeKey = contentOf(each.scope);
    const scope = found.scopes.get(scopeKey) ?? newScope(each, found.group);
    found.scopes.set(scopeKey, scope);
    scope.spans.push(spanOf(each));
  });
  return [...resources.values()].map(({ group }) => group);
}

/** As text, made once an object: many spans share one. */
function contents(): (value: object) => string {
  const known = new Map<object, string>();
  return (value) => {
    const text = known.get(value) ?? JSON.stringify(value);
    known.set(value, text);
    return text;
  };
}

function newScope({ scope }: StoredSpan, { scopes }: ResourceGroup): ScopeGroup {
  const group = { scope: { ...scope, attributes: [...scope.attributes] }, spans: [] };
  scopes.push(group);
  return group;
}

function resourceOf(stored: StoredSpan): OtlpResource {
  const attributes = [...stored.resource.attributes];
  const name = jaegerServiceName(stored);
  if (name !== stored.service) put(attributes, 'service.name', name);
  return { ...stored.resource, attributes };
}

function spanOf(stored: StoredSpan): OtlpSpan {
  const { start, end, warnings } = receivedTimes(stored);
  const span = {
    ...stored.span,
    attributes: [...stored.span.attributes],
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end),
  };
  for (const each of warnings) warn(span, each);
  return span;
}

/** In the place of the attribute that has the key, or behind all others. */
export function put(attributes: OtlpKeyValue[], key: string, text: string): void {
  const at = attributes.findIndex((each) => each.key === key);
  attributes[at < 0 ? attributes.length : at] = { key, value: { stringValue: text } };
}

export function warn({ attributes }: OtlpSpan, warning: string): void {
  const at = attributes.findIndex(({ key }) => key === WARNINGS);
  const known = attributes[at]?.value.arrayValue?.values ?? [];
  const value = { arrayValue: { values: [...known, { stringValue: warning }] } };
  attributes[at < 0 ? attributes.length : at] = { key: WARNINGS, value };
}
