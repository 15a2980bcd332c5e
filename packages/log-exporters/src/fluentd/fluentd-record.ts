/**
 * A log record as one flat map, the form in which Fluentd's filters and outputs expect it. Attributes keep
 * OpenTelemetry's names, dots included; README.md, "Fluentd", lists the fields.
 */

import type { Attributes } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { plainValue } from './plain-value.ts';

type Fields = Record<string, unknown>;
type Resource = ReadableLogRecord['resource'];

/** The fields that are ours: an attribute with one of these names becomes `attributes.<name>`. */
const OURS = new Set([
  'message',
  'severity',
  'severity_number',
  'trace_id',
  'span_id',
  'request_id',
  'logger',
  'event.name',
]);

const REQUEST_ID = 'http.request.id';

/** The first of the four numbers of each level (OpenTelemetry, "SeverityNumber") is its plain name. */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

export function fluentdRecord(record: ReadableLogRecord): Fields {
  const fields: Fields = { ...resourceFields(record.resource) };
  addAttributes(fields, record.attributes);
  return Object.assign(fields, ownFields(record));
}

function ownFields(record: ReadableLogRecord): Fields {
  const { body, spanContext, eventName } = record;
  const fields: Fields = {};
  if (body !== undefined && body !== null) fields['message'] = textOf(body);
  addSeverity(fields, record);
  if (spanContext?.traceId) fields['trace_id'] = spanContext.traceId;
  if (spanContext?.spanId) fields['span_id'] = spanContext.spanId;
  if (record.attributes[REQUEST_ID] !== undefined) {
    fields['request_id'] = plainValue(record.attributes[REQUEST_ID]);
  }
  if (record.instrumentationScope.name) fields['logger'] = record.instrumentationScope.name.toWellFormed();
  if (eventName) fields['event.name'] = eventName.toWellFormed();
  return fields;
}

/** Always text, since stores behind Fluentd take a field's type from what they see first. */
function textOf(body: unknown): string {
  const plain = plainValue(body);
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
}

function addSeverity(fields: Fields, { severityText, severityNumber }: ReadableLogRecord): void {
  const text = severityText || levelOf(severityNumber);
  if (text) fields['severity'] = text.toWellFormed();
  if (severityNumber) fields['severity_number'] = severityNumber;
}

function levelOf(severityNumber: number | undefined): string | undefined {
  return severityNumber ? LEVELS[Math.floor((severityNumber - 1) / 4)] : undefined;
}

function addAttributes(fields: Fields, attributes: ReadableLogRecord['attributes']): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || name === REQUEST_ID) continue;
    fields[OURS.has(name) ? `attributes.${name}` : name.toWellFormed()] = plainValue(value);
  }
}

/** Long, the same in each record, and of no use to who reads lines. */
function isLeftOut(name: string): boolean {
  return (name.startsWith('process.') && name !== 'process.pid') || name.startsWith('telemetry.');
}

/** By the attributes that they were made of: a resource that grows has others. */
const known = new WeakMap<object, Fields>();

function resourceFields(resource: Resource): Fields {
  if (resource.asyncAttributesPending) return fieldsOf(settledAttributes(resource));
  const found = known.get(resource.attributes);
  if (found !== undefined) return found;
  const fields = fieldsOf(resource.attributes);
  known.set(resource.attributes, fields);
  return fields;
}

function fieldsOf(attributes: Attributes): Fields {
  const fields: Fields = {};
  addAttributes(fields, Object.fromEntries(Object.entries(attributes).filter(([name]) => !isLeftOut(name))));
  return fields;
}

/** Of a resource whose detectors were not waited for any longer: asking for all would make upstream complain. */
function settledAttributes(resource: Resource): Attributes {
  const settled = resource.getRawAttributes().filter(([, value]) => !(value instanceof Promise));
  return Object.fromEntries(settled.reverse()) as Attributes; // of two with one name the first counts
}
