/** A log record as a document of the Elastic Common Schema. */

import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ECS_FIELDS, ECS_OS_TYPES, ECS_PREFERRED } from './ecs-names.ts';
import { type Labels, noLabels, putLabel, textOf, UNREADABLE } from './labels.ts';

/** The schema's version whose names are used. */
export const ECS_VERSION = '8.17.0';

/**
 * Names are nested (`{ log: { level: 'info' } }`), which is what Elasticsearch makes of dotted ones, Logstash does not, and an
 * ingest pipeline can read. No field has a type that depends on the record: a value that does not fit its field is a label.
 *
 * What the resource gives is shared by the documents of all its records: replace it, but do not write into it.
 */
export function ecsDocument(record: ReadableLogRecord): Record<string, unknown> {
  const resource = ofResource(record.resource.attributes);
  const own = ownPart(record, resource);
  return { ...own, ...others(resource, own) };
}

/** The JSON of {@link ecsDocument}, in which the resource's part is text that was made once. */
export function ecsJson(record: ReadableLogRecord): string {
  const resource = ofResource(record.resource.attributes);
  const own = ownPart(record, resource);
  const hasAll = resource.names.every((name) => own[name] === undefined);
  const rest = hasAll ? resource.json : JSON.stringify(others(resource, own));
  const text = JSON.stringify(own);
  return rest === '{}' ? text : `${text.slice(0, -1)},${rest.slice(1)}`;
}

type Path = readonly string[];
type Put = (path: Path, value: string | number | string[]) => void;
type Attributes = Readonly<Record<string, unknown>>;
type Section = Record<string, unknown>;

interface ResourceFields {
  /** `service`, `host` and whatever else only the resource fills, unless a record has an attribute of that kind. */
  readonly sections: Readonly<Record<string, Section>>;
  /** Of the sections. */
  readonly names: readonly string[];
  readonly json: string;
  readonly labels: Labels;
  /** The service's name again, by which Elastic's tools tell kinds of lines apart. */
  readonly dataset: string | undefined;
}

const ECS = { version: ECS_VERSION };

/** What is the record's, with those sections of the resource that it changes. */
function ownPart(record: ReadableLogRecord, { sections, labels: shared, dataset }: ResourceFields): Section {
  const { attributes, spanContext, severityNumber, eventName, instrumentationScope } = record;
  const level = textOf(record.severityText || severityName(severityNumber)).toLowerCase();
  const labels: Labels = {
    texts: { ...shared.texts },
    longTexts: { ...shared.longTexts },
    numbers: { ...shared.numbers },
  };
  const event: Section = {};
  const log: Section = {
    ...(level === '' ? {} : { level }),
    logger: instrumentationScope.name,
    ...copyOf(sections.log ?? {}),
  };
  const own: Section = {
    '@timestamp': timeOf(record),
    log,
    message: messageOf(record),
    ecs: ECS,
    event,
  };
  if (severityNumber) event.severity = severityNumber;
  if (eventName) event.action = textOf(eventName);
  if (dataset !== undefined) event.dataset = dataset;
  putAttributes(attributes, labels, (path, value) => {
    const [section = ''] = path;
    if (own[section] === undefined && sections[section] !== undefined)
      own[section] = copyOf(sections[section]);
    put(own, path, value);
  });
  if (spanContext !== undefined) {
    own.trace = { id: spanContext.traceId };
    own.span = { id: spanContext.spanId };
  }
  if (record.droppedAttributesCount > 0)
    labels.numbers.dropped_attributes_count = record.droppedAttributesCount;
  if (hasAny(labels.texts)) own.labels = labels.texts;
  if (hasAny(labels.longTexts)) own.long_labels = labels.longTexts;
  if (hasAny(labels.numbers)) own.numeric_labels = labels.numbers;
  return own;
}

function others({ sections, names }: ResourceFields, own: Section): Section {
  return Object.fromEntries(
    names.filter((name) => own[name] === undefined).map((name) => [name, sections[name]]),
  );
}

/** Sections are objects, texts and numbers; lists in them are not written into. */
function copyOf(section: Section): Section {
  return Object.fromEntries(
    Object.entries(section).map(([name, value]) => [name, isSection(value) ? copyOf(value) : value]),
  );
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasAny(values: object): boolean {
  for (const _ in values) return true;
  return false;
}

/** A process has one resource, and thousands of records. */
const knownResources = new WeakMap<Attributes, ResourceFields>();

function ofResource(attributes: Attributes): ResourceFields {
  let known = knownResources.get(attributes);
  if (known === undefined) {
    known = readResource(attributes);
    knownResources.set(attributes, known);
  }
  return known;
}

function readResource(attributes: Attributes): ResourceFields {
  const {
    'telemetry.sdk.name': sdk,
    'telemetry.sdk.language': language,
    'telemetry.sdk.version': sdkVersion,
    'telemetry.distro.name': distro,
    'os.type': osType,
    ...rest
  } = attributes;
  const sections: Record<string, Section> = {};
  const labels = noLabels();
  if (sdkVersion !== undefined) put(sections, ['agent', 'version'], textOf(sdkVersion));
  putAttributes(rest, labels, (path, value) => put(sections, path, value));
  const agent = [sdk, language, distro].filter((part) => part !== undefined).map(textOf);
  if (agent.length > 0) put(sections, ['agent', 'name'], agent.join('/'));
  const os = ECS_OS_TYPES[String(osType)];
  if (os !== undefined) put(sections, ['host', 'os', 'type'], os);
  else putLabel(labels, 'os.type', osType);
  const service = rest['service.name'];
  return {
    sections,
    names: Object.keys(sections),
    json: JSON.stringify(sections),
    labels,
    dataset: service === undefined ? undefined : textOf(service),
  };
}

function putAttributes(attributes: Attributes, labels: Labels, putField: Put): void {
  for (const name of Object.keys(attributes)) {
    try {
      putAttribute(name, attributes, labels, putField);
    } catch {
      putLabel(labels, name, UNREADABLE);
    }
  }
}

function putAttribute(name: string, attributes: Attributes, labels: Labels, putField: Put): void {
  const value = attributes[name];
  const field = ECS_FIELDS.get(name);
  const fitting = field === undefined ? undefined : fit(value, field.type);
  if (field === undefined || fitting === undefined) putLabel(labels, name, value);
  else if (!isOutdone(name, attributes)) putField(field.path, fitting);
}

/** Whether there is another attribute that says more by the same field. */
function isOutdone(name: string, attributes: Attributes): boolean {
  const preferred = ECS_PREFERRED[name];
  return preferred !== undefined && attributes[preferred] !== undefined;
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

/** The second of the last line, which is that of the next in most cases; undefined where no index has it. */
let second: { at: number; text: string | undefined } = { at: 0, text: undefined };

function isoTime([seconds, nanoseconds]: HrTime = [0, 0]): string | undefined {
  if (seconds !== second.at) second = { at: seconds, text: isoSecond(seconds) };
  if (second.text === undefined) return undefined;
  const nanos = Math.min(Math.max(Math.floor(nanoseconds) || 0, 0), 999_999_999);
  const fraction = nanos % 1e6 === 0 ? String(nanos / 1e6).padStart(3, '0') : String(nanos).padStart(9, '0');
  return `${second.text}.${fraction}Z`;
}

/** In 2262: the last that a count of nanoseconds in 64 bits reaches, as `date_nanos` is. */
const LAST_SECOND = 9_223_372_036;

function isoSecond(seconds: number): string | undefined {
  if (!(seconds > 0 && seconds < LAST_SECOND)) return undefined;
  return new Date(seconds * 1000).toISOString().slice(0, -5);
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
