/** A log record as a document of the Elastic Common Schema. */

import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ECS_FIELDS, ECS_OS_TYPES } from './ecs-names.ts';
import { type Labels, putLabel, textOf } from './labels.ts';

/** The schema's version whose names are used. */
export const ECS_VERSION = '8.17.0';

/**
 * Names are nested (`{ log: { level: 'info' } }`), which is what Elasticsearch makes of dotted ones, Logstash does not, and an
 * ingest pipeline can read. No field has a type that depends on the record: a value that does not fit its field is a label.
 */
export function ecsDocument(record: ReadableLogRecord): Record<string, unknown> {
  const { attributes, spanContext, severityNumber, eventName } = record;
  const level = (record.severityText || severityName(severityNumber)).toLowerCase();
  const resource = ofResource(record.resource.attributes);
  const labels: Labels = { texts: { ...resource.labels.texts }, numbers: { ...resource.labels.numbers } };
  const document: Record<string, unknown> = { '@timestamp': timeOf(record) };
  if (level !== '') put(document, ['log', 'level'], level);
  document.message = messageOf(record);
  put(document, ['ecs', 'version'], ECS_VERSION);
  put(document, ['log', 'logger'], record.instrumentationScope.name);
  for (const [path, value] of resource.fields) put(document, path, value);
  putAttributes(attributes, labels, (path, value) => put(document, path, value));
  if (spanContext !== undefined) {
    put(document, ['trace', 'id'], spanContext.traceId);
    put(document, ['span', 'id'], spanContext.spanId);
  }
  if (severityNumber) put(document, ['event', 'severity'], severityNumber);
  if (eventName) put(document, ['event', 'action'], textOf(eventName));
  if (record.droppedAttributesCount > 0)
    labels.numbers.dropped_attributes_count = record.droppedAttributesCount;
  if (Object.keys(labels.texts).length > 0) document.labels = labels.texts;
  if (Object.keys(labels.numbers).length > 0) document.numeric_labels = labels.numbers;
  return document;
}

type Path = readonly string[];
type Put = (path: Path, value: string | number | string[]) => void;
type Attributes = Readonly<Record<string, unknown>>;

interface ResourceFields {
  readonly fields: readonly (readonly [Path, string | number | string[]])[];
  readonly labels: Labels;
}

/** A process has one resource, and thousands of records. */
const knownResources = new WeakMap<Attributes, ResourceFields>();

function ofResource(attributes: Attributes): ResourceFields {
  const known = knownResources.get(attributes);
  if (known !== undefined) return known;
  const {
    'telemetry.sdk.name': sdk,
    'telemetry.sdk.language': language,
    'telemetry.sdk.version': sdkVersion,
    'telemetry.distro.name': distro,
    'os.type': osType,
    ...others
  } = attributes;
  const fields: [Path, string | number | string[]][] = [];
  const labels: Labels = { texts: {}, numbers: {} };
  if (sdkVersion !== undefined) fields.push([['agent', 'version'], textOf(sdkVersion)]);
  putAttributes(others, labels, (path, value) => fields.push([path, value]));
  const agent = [sdk, language, distro].filter((part) => part !== undefined).map(textOf);
  if (agent.length > 0) fields.push([['agent', 'name'], agent.join('/')]);
  const os = ECS_OS_TYPES[String(osType)];
  if (os !== undefined) fields.push([['host', 'os', 'type'], os]);
  else putLabel(labels, 'os.type', osType);
  const service = others['service.name'];
  if (service !== undefined) fields.push([['event', 'dataset'], textOf(service)]);
  const made = { fields, labels };
  knownResources.set(attributes, made);
  return made;
}

function putAttributes(attributes: Attributes, labels: Labels, putField: Put): void {
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    const field = ECS_FIELDS.get(name);
    const fitting = field === undefined ? undefined : fit(value, field.type);
    if (field === undefined || fitting === undefined) putLabel(labels, name, value);
    // An exception's type says more than the semantic conventions' `error.type`, whatever comes first.
    else if (name !== 'error.type' || attributes['exception.type'] === undefined)
      putField(field.path, fitting);
  }
}

/** `value` as the field takes it, or undefined. Fields take lists of what they take one of. */
function fit(value: unknown, type: 'text' | 'number'): string | number | string[] | undefined {
  if (type === 'number') {
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    return Number.isSafeInteger(number) ? (number as number) : undefined;
  }
  if (Array.isArray(value))
    return value.every((item) => typeof item === 'string') ? value.map(textOf) : undefined;
  return typeof value === 'object' || value === undefined ? undefined : textOf(value);
}

/** Of a line without text the error's, or the event's name: a list of lines is read by this field. */
function messageOf({ body, attributes, eventName }: ReadableLogRecord): string {
  return textOf(body ?? attributes['exception.message'] ?? eventName ?? '');
}

/** ISO 8601, down to the nanosecond where there is one: lines of one millisecond keep their order. */
function timeOf({ hrTime, hrTimeObserved }: ReadableLogRecord): string {
  return isoTime(hrTime) ?? isoTime(hrTimeObserved) ?? new Date().toISOString();
}

/** The second of the last line, which is that of the next in most cases; undefined where no calendar has it. */
let second: { at: number; text: string | undefined } = { at: 0, text: undefined };

function isoTime([seconds, nanoseconds]: HrTime): string | undefined {
  if (seconds !== second.at) second = { at: seconds, text: isoSecond(seconds) };
  if (second.text === undefined) return undefined;
  const isWhole = nanoseconds % 1e6 === 0;
  const fraction = isWhole
    ? String(nanoseconds / 1e6).padStart(3, '0')
    : String(nanoseconds).padStart(9, '0');
  return `${second.text}.${fraction}Z`;
}

function isoSecond(seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  return seconds <= 0 || Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, -5);
}

const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** Of each four numbers one name (logs data model, "Displaying Severity"). */
function severityName(number: number | undefined): string {
  return number ? (SEVERITIES[Math.floor((number - 1) / 4)] ?? '') : '';
}

function put(document: Record<string, unknown>, path: Path, value: unknown): void {
  let place = document;
  for (let i = 0; i < path.length - 1; i++) {
    place[path[i]!] ??= {};
    place = place[path[i]!] as Record<string, unknown>;
  }
  place[path[path.length - 1]!] = value;
}
