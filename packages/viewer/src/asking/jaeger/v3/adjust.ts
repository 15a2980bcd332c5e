/** What Jaeger's query service does to a trace of OTLP before it shows it, unless it is asked for the raw one. In place. */

import type { OtlpKeyValue, OtlpResource, OtlpSpan } from '@waymark/otlp';
import type { Turns } from '../../../store/turns.ts';
import { checkClocks } from '../clock-skew.ts';
import { asText } from '../go/json-text.ts';
import { dottedAddress, LIBRARY_KEYS } from '../ip-number.ts';
import { put, type ResourceGroup, warn } from './groups.ts';

export async function adjustGroups(groups: readonly ResourceGroup[], turns: Turns): Promise<void> {
  const spans = groups.flatMap(({ scopes }) => scopes.flatMap((each) => each.spans));
  separateSharedIds(spans);
  for (const { resource, scopes } of groups) {
    resource.attributes = sorted(resource.attributes);
    for (const { scope } of scopes) scope.attributes = sorted(scope.attributes);
  }
  await turns.each(spans, sortSpan);
  const warnAt = (index: number, warning: string) => warn(spans[index]!, warning);
  await checkClocks(placed(groups), { ...MESSAGES, warn: warnAt }, turns);
  for (const { resource, scopes } of groups) {
    dotAddresses(resource.attributes);
    for (const { spans: ofScope } of scopes)
      await turns.each(ofScope, (span) => {
        dotAddresses(span.attributes);
        moveLibraryAttributes(span, resource);
        removeEmptyLinks(span);
      });
  }
}

/** As in the older API; a link stays as it is. */
function separateSharedIds(spans: readonly OtlpSpan[]): void {
  const used = new Set(spans.map(({ spanId }) => spanId));
  const clients = new Set(spans.filter(({ kind }) => kind === 3).map(({ spanId }) => spanId));
  const servers = new Map<string, string>();
  let number = 0n;
  for (const span of spans) {
    if (span.kind !== 2 || !clients.has(span.spanId)) continue;
    do number++;
    while (used.has(hex(number)));
    servers.set(span.spanId, hex(number));
    span.parentSpanId = span.spanId;
    span.spanId = hex(number);
  }
  for (const span of spans) {
    const server = servers.get(span.parentSpanId);
    if (server !== undefined && server !== span.spanId) span.parentSpanId = server;
  }
}

const hex = (number: bigint) => number.toString(16).padStart(16, '0');

function sortSpan(span: OtlpSpan): void {
  span.attributes = sorted(span.attributes);
  const events = span.events.map((event) => ({ ...event, attributes: sorted(event.attributes) }));
  span.events = events.sort((one, other) => compare(one.name, other.name));
  span.links = span.links.map((link) => ({ ...link, attributes: sorted(link.attributes) }));
}

/** By key; of a key that comes twice the last value stays. */
function sorted(attributes: readonly OtlpKeyValue[]): OtlpKeyValue[] {
  const byKey = new Map(attributes.map((each) => [each.key, each]));
  return [...byKey.values()].sort((one, other) => compare(one.key, other.key));
}

const compare = (one: string, other: string) => (one === other ? 0 : one < other ? -1 : 1);

const MESSAGES = {
  duplicate: 'duplicate span IDs; skipping clock skew adjustment',
  missingParent: (id: string) => `parent span ID=${id} is not in the trace; skipping clock skew adjustment`,
};

function placed(groups: readonly ResourceGroup[]) {
  return groups.flatMap(({ resource, scopes }) => {
    const host = hostOf(resource);
    return scopes.flatMap(({ spans }) =>
      spans.map(({ spanId: id, parentSpanId: parentId, startTimeUnixNano, endTimeUnixNano }) => ({
        id,
        parentId,
        start: BigInt(startTimeUnixNano),
        end: BigInt(endTimeUnixNano),
        host,
      })),
    );
  });
}

function hostOf({ attributes }: OtlpResource): string {
  const named = (name: string) => attributes.find(({ key }) => key === name)?.value;
  const id = named('host.id');
  if (id !== undefined) return id.stringValue ?? '';
  const ip = named('host.ip');
  const first = ip?.arrayValue?.values[0];
  if (ip?.stringValue !== undefined) return ip.stringValue;
  if (first !== undefined) return asText(first);
  return named('host.name')?.stringValue ?? '';
}

function dotAddresses(attributes: OtlpKeyValue[]): void {
  for (const { key, value } of attributes) {
    const text = dottedAddress(key, value);
    if (text !== undefined) put(attributes, key, text);
  }
}

/** One that contradicts what the process says stays, and is told. */
function moveLibraryAttributes(span: OtlpSpan, resource: OtlpResource): void {
  for (const attribute of span.attributes.filter(({ key }) => LIBRARY_KEYS.has(key))) {
    const { key, value } = attribute;
    const known = resource.attributes.find((each) => each.key === key);
    if (known !== undefined && JSON.stringify(known.value) !== JSON.stringify(value)) {
      warn(span, `conflicting values between Span and Resource for attribute ${key}`);
      continue;
    }
    if (known === undefined) resource.attributes.push(attribute);
    takeOut(span.attributes, attribute);
  }
}

/** The last one takes the place, as it does in the Collector's maps. */
function takeOut(attributes: OtlpKeyValue[], attribute: OtlpKeyValue): void {
  const last = attributes.pop()!;
  if (last !== attribute) attributes[attributes.indexOf(attribute)] = last;
}

function removeEmptyLinks(span: OtlpSpan): void {
  const links = span.links.filter(({ traceId }) => /[^0]/.test(traceId));
  for (let at = links.length; at < span.links.length; at++) warn(span, 'Invalid span link removed');
  span.links = links;
}
