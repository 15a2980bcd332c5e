/** Tags that are not attributes of a span, but what its exporter had no field for. Each is taken out when it is read. */

import { isMap, parsedJson } from '../inner-json.ts';
import type { DecodedZipkinLink, DecodedZipkinSpan, ZipkinAttributes } from './decoded.ts';

type Tags = Map<string, string>;

const [UNSET, OK, ERROR] = [0, 1, 2];

/**
 * As Zipkin has it, a span with the tag `error` failed, and its text says why; `true` says nothing. Who means that it did not
 * fail writes none, or `false`.
 */
export function takeStatus(tags: Tags): DecodedZipkinSpan['status'] {
  const told = take(tags, 'otel.status_code')
    .replace(/^STATUS_CODE_/i, '')
    .toUpperCase();
  const failed = told === 'ERROR' || (tags.has('error') && tags.get('error') !== 'false');
  if (!failed) return { code: told === 'OK' ? OK! : UNSET!, message: '' };
  const error = take(tags, 'error');
  return { code: ERROR!, message: take(tags, 'otel.status_description') || (error === 'true' ? '' : error) };
}

export function takeScope(tags: Tags): { name: string; version: string } {
  const deprecated = { name: take(tags, 'otel.library.name'), version: take(tags, 'otel.library.version') };
  return {
    name: take(tags, 'otel.scope.name') || deprecated.name,
    version: take(tags, 'otel.scope.version') || deprecated.version,
  };
}

/** `0` where nothing was dropped. */
export function takeDropped(tags: Tags, what: 'attributes' | 'events' | 'links'): number {
  return count(take(tags, `otel.dropped_${what}_count`));
}

export const takeTraceState = (tags: Tags): string => take(tags, 'w3c.tracestate');

/** As the Collector's exporter writes them, and ours: `trace id|span id|trace state|{attributes}|dropped`. */
export function takeLinks(tags: Tags): DecodedZipkinLink[] {
  const links: DecodedZipkinLink[] = [];
  for (let at = 0; tags.has(`otlp.link.${at}`); at++) {
    const [, traceId, spanId, traceState, json, dropped] =
      /^([\da-f]{32})\|([\da-f]{16})\|([^|]*)\|(\{.*\})\|(\d{1,9})$/s.exec(tags.get(`otlp.link.${at}`)!) ??
      [];
    const attributes = json === undefined ? undefined : parsedJson(json);
    // Else it stays a tag: what cannot be read here may be read by a person.
    if (!isMap(attributes)) continue;
    tags.delete(`otlp.link.${at}`);
    links.push({
      traceId: traceId!,
      spanId: spanId!,
      traceState: traceState!,
      attributes: attributes as ZipkinAttributes,
      droppedAttributesCount: count(dropped!),
      flags: 0,
    });
  }
  return links;
}

/** Beginnings of attributes' names that are a resource's (semantic conventions, "Resource"). */
const OF_RESOURCE =
  /^(?:telemetry|service|host|os|process|container|k8s|cloud|deployment|device|faas|aws|gcp|azure)\./;

/**
 * An exporter of OpenTelemetry writes its resource as tags of each span. Only where there is a `telemetry.sdk.name` among them:
 * other libraries may mean the span by such a name.
 */
export function takeResource(tags: Tags): ZipkinAttributes {
  const attributes: ZipkinAttributes = {};
  if (!tags.has('telemetry.sdk.name')) return attributes;
  for (const [name, value] of tags) {
    if (!OF_RESOURCE.test(name) || name.startsWith('service.peer.')) continue;
    attributes[name] = value;
    tags.delete(name);
  }
  return attributes;
}

function take(tags: Tags, name: string): string {
  const value = tags.get(name) ?? '';
  tags.delete(name);
  return value;
}

function count(text: string): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 && number < 2 ** 32 ? number : 0;
}
