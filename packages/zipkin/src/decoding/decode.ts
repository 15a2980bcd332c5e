/** Zipkin's spans as OpenTelemetry's (specification: trace/sdk_exporters/zipkin.md, "Zipkin -> OTLP"). */

import { eventOf } from '../annotation.ts';
import type {
  DecodedZipkinEvent,
  DecodedZipkinSpan,
  ZipkinAttributes,
  ZipkinResourceSpans,
  ZipkinScopeSpans,
} from './decoded.ts';
import { takeDropped, takeLinks, takeResource, takeScope, takeStatus, takeTraceState } from './known-tags.ts';
import { originalText } from './original-text.ts';
import { readJson } from './read-json.ts';
import { readProtobuf } from './read-protobuf.ts';
import type { ReadSpan, ZipkinDecodeOptions } from './read-span.ts';

/**
 * The body of `POST /api/v2/spans` as `application/json`, already decompressed.
 * @throws ZipkinDecodeError, and nothing else, whatever the bytes are
 */
export function decodeZipkinJson(body: Uint8Array, options: ZipkinDecodeOptions = {}): ZipkinResourceSpans[] {
  return grouped(readJson(body, options), options);
}

/** The same as `application/x-protobuf`. @throws as {@link decodeZipkinJson} */
export function decodeZipkinProtobuf(
  body: Uint8Array,
  options: ZipkinDecodeOptions = {},
): ZipkinResourceSpans[] {
  return grouped(readProtobuf(body, options), options);
}

const KINDS: Record<string, number> = { SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 };
const INTERNAL = 1;

function grouped(
  spans: readonly ReadSpan[],
  { original = false }: ZipkinDecodeOptions,
): ZipkinResourceSpans[] {
  const resources = new Map<string, ZipkinResourceSpans>();
  const scopes = new Map<string, ZipkinScopeSpans>();
  for (const span of spans) {
    // First: what follows takes tags out.
    const zipkin = original ? originalText(span) : undefined;
    const attributes = resourceOf(span);
    const key = JSON.stringify(attributes);
    const group = resources.get(key) ?? newGroup(attributes);
    resources.set(key, group);
    const { name, version } = takeScope(span.tags);
    const scopeKey = JSON.stringify([key, name, version]);
    let scope = scopes.get(scopeKey);
    if (scope === undefined) {
      scope = newScope(name, version);
      scopes.set(scopeKey, scope);
      group.scopeSpans.push(scope);
    }
    scope.spans.push(zipkin === undefined ? decoded(span) : { ...decoded(span), zipkin });
  }
  return [...resources.values()];
}

function resourceOf({ local, tags }: ReadSpan): ZipkinAttributes {
  const attributes = takeResource(tags);
  if (local.serviceName !== '') attributes['service.name'] = local.serviceName;
  return attributes;
}

function decoded(span: ReadSpan): DecodedZipkinSpan {
  const { tags } = span;
  const start = nanos(span.timestamp);
  return {
    traceId: span.traceId,
    spanId: span.id,
    parentSpanId: span.parentId,
    traceState: takeTraceState(tags),
    name: span.name,
    kind: KINDS[span.kind.toUpperCase()] ?? INTERNAL,
    startTimeUnixNano: start,
    endTimeUnixNano: start + nanos(span.duration),
    droppedAttributesCount: takeDropped(tags, 'attributes'),
    events: span.annotations.map(event),
    droppedEventsCount: takeDropped(tags, 'events'),
    links: takeLinks(tags),
    droppedLinksCount: takeDropped(tags, 'links'),
    status: takeStatus(tags),
    flags: 1,
    // Zipkin, too, knows no client that shares: only a server joins what a client began.
    shared: span.shared && span.kind.toUpperCase() !== 'CLIENT',
    debug: span.debug,
    // Last: what is left of the tags.
    attributes: attributesOf(span),
  };
}

/** `peer.service` unless there is one (specification); addresses by the semantic conventions' names, unless there are such. */
function attributesOf({ local, remote, tags }: ReadSpan): ZipkinAttributes {
  const attributes: ZipkinAttributes = {};
  for (const [name, value] of tags) put(attributes, name, value);
  const add = (name: string, value: string | number) => {
    if (value !== '' && value !== 0 && !tags.has(name)) attributes[name] = value;
  };
  add('peer.service', remote.serviceName);
  add('network.peer.address', remote.ipv4 || remote.ipv6);
  // Our own exporter takes the port from there.
  if (!tags.has('server.port')) add('network.peer.port', remote.port);
  add('network.local.address', local.ipv4 || local.ipv6);
  add('network.local.port', local.port);
  return attributes;
}

function event({ timestamp, value }: ReadSpan['annotations'][number]): DecodedZipkinEvent {
  const { name, attributes, dropped = 0 } = eventOf(value);
  return {
    timeUnixNano: nanos(timestamp),
    name,
    attributes: attributes as ZipkinAttributes,
    droppedAttributesCount: dropped,
  };
}

function nanos(micros: number): bigint {
  return BigInt(micros) * 1000n;
}

/** A sender may name a tag `__proto__`; assigning it would set the prototype instead. */
function put(attributes: ZipkinAttributes, name: string, value: string): void {
  if (name !== '__proto__') attributes[name] = value;
  else
    Object.defineProperty(attributes, name, { value, enumerable: true, configurable: true, writable: true });
}

const newGroup = (attributes: ZipkinAttributes): ZipkinResourceSpans => ({
  resource: { attributes, droppedAttributesCount: 0 },
  schemaUrl: '',
  scopeSpans: [],
});

const newScope = (name: string, version: string): ZipkinScopeSpans => ({
  scope: { name, version, attributes: {}, droppedAttributesCount: 0 },
  schemaUrl: '',
  spans: [],
});
