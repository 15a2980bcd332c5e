/** Everything that Zipkin has no field for, as text by name. */

import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Status, then what was dropped, scope, span and resource: where names meet, the more particular one wins. */
export function tagsOf(span: ReadableSpan): Record<string, string> {
  const { 'service.name': _service, ...resource } = span.resource.attributes;
  // Zipkin shows a span with this tag as failed, so it is the status's alone.
  const { error: _error, ...attributes } = span.attributes;
  const { name, version } = span.instrumentationScope;
  return {
    ...texts(resource),
    ...texts(attributes),
    ...texts({ 'otel.scope.name': name || undefined, 'otel.scope.version': version || undefined }),
    ...dropped(span),
    ...statusTags(span),
  };
}

/** Text as it is; arrays and objects as JSON. */
export function tagText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part));
}

function texts(values: Record<string, unknown>): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null) tags[name] = tagText(value);
  }
  return tags;
}

function statusTags({ status: { code, message } }: ReadableSpan): Record<string, string> {
  if (code === SpanStatusCode.UNSET) return {};
  if (code === SpanStatusCode.OK) return { 'otel.status_code': 'OK' };
  return { 'otel.status_code': 'ERROR', error: message ?? '' };
}

function dropped({
  droppedAttributesCount,
  droppedEventsCount,
  droppedLinksCount,
}: ReadableSpan): Record<string, string> {
  return texts({
    'otel.dropped_attributes_count': droppedAttributesCount || undefined,
    'otel.dropped_events_count': droppedEventsCount || undefined,
    'otel.dropped_links_count': droppedLinksCount || undefined,
  });
}
