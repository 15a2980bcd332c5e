/** Everything that Zipkin has no field for, as text by name. */

import { type Attributes, type SpanContext, SpanStatusCode } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { cut, MAX_NAME_UNITS, MAX_VALUE_UNITS } from './limits.ts';
import { tagText } from './tag-text.ts';

export type Tags = Record<string, string>;

/** What all spans of a process have alike. */
export interface ResourceTags {
  readonly service: string;
  readonly tags: Tags;
}

/** Those of the last span, which are most likely the next one's, by the attributes that they were made of. */
let known: { readonly attributes: Attributes; readonly made: ResourceTags } | undefined;

export function resourceTags(resource: Resource): ResourceTags {
  // Reading `attributes` of a resource that still waits for a detector makes upstream print an error.
  if (resource.asyncAttributesPending) return madeOf(settledAttributes(resource));
  const { attributes } = resource;
  if (known?.attributes !== attributes) known = { attributes, made: madeOf(attributes) };
  return known.made;
}

/** The name is Zipkin's own field; without one it is that of the default resource (specification: resource/sdk.md). */
function madeOf({ 'service.name': service, ...others }: Record<string, unknown>): ResourceTags {
  return { service: cut(tagText(service) || 'unknown_service:node', MAX_NAME_UNITS), tags: texts(others) };
}

/** Status, then what was dropped, scope, span and resource: where names meet, the more particular one wins. */
export function tagsOf(span: ReadableSpan, attributes: Attributes, resource: ResourceTags): Tags {
  const { name, version, attributes: ofScope } = span.instrumentationScope as Scope;
  return {
    ...resource.tags,
    ...texts(ofScope ?? {}),
    ...texts(attributes),
    ...texts({ 'otel.scope.name': name || undefined, 'otel.scope.version': version || undefined }),
    ...dropped(span),
    ...texts(traceStateAndLinks(span)),
    ...statusTags(span),
  };
}

/** The specification leaves these open; they go where the Collector's Zipkin exporter puts them, and its receiver looks. */
function traceStateAndLinks(span: ReadableSpan): Record<string, unknown> {
  const values: Record<string, unknown> = { 'w3c.tracestate': stateOf(span.spanContext()) || undefined };
  span.links.forEach(({ context, attributes = {}, droppedAttributesCount = 0 }, at) => {
    const parts = [
      context.traceId,
      context.spanId,
      stateOf(context),
      tagText(attributes),
      droppedAttributesCount,
    ];
    values[`otlp.link.${at}`] = parts.join('|');
  });
  return values;
}

function stateOf({ traceState }: SpanContext): string {
  return traceState?.serialize() ?? '';
}

/** Upstream keeps a scope's attributes beside the published type. */
type Scope = ReadableSpan['instrumentationScope'] & { readonly attributes?: Attributes };

/** Tags that are the status's alone: Zipkin shows a span with an `error`, whatever it says, as failed. */
const OF_STATUS = new Set(['error', 'otel.status_code']);

function texts(values: Record<string, unknown>): Tags {
  const tags: Tags = {};
  for (const [name, value] of Object.entries(values)) {
    // A name is never empty (specification), and Zipkin forgets one that is.
    if (name !== '' && value !== undefined && value !== null && !OF_STATUS.has(name))
      tags[cut(name, MAX_NAME_UNITS)] = cut(tagText(value), MAX_VALUE_UNITS);
  }
  return tags;
}

function statusTags({ status: { code, message } }: ReadableSpan): Tags {
  if (code === SpanStatusCode.UNSET) return {};
  if (code === SpanStatusCode.OK) return { 'otel.status_code': 'OK' };
  return { 'otel.status_code': 'ERROR', error: cut(tagText(message), MAX_VALUE_UNITS) };
}

function dropped({ droppedAttributesCount, droppedEventsCount, droppedLinksCount }: ReadableSpan): Tags {
  return texts({
    'otel.dropped_attributes_count': droppedAttributesCount || undefined,
    'otel.dropped_events_count': droppedEventsCount || undefined,
    'otel.dropped_links_count': droppedLinksCount || undefined,
  });
}

function settledAttributes(resource: Resource): Record<string, unknown> {
  const settled: Record<string, unknown> = {};
  for (const [key, value] of resource.getRawAttributes()) {
    if (!(key in settled) && typeof (value as PromiseLike<unknown> | null)?.then !== 'function')
      settled[key] = value;
  }
  return settled;
}
