/** `resource`: attributes, and which detectors run. */

import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { Environment } from '../config/env-reader.ts';
import { type DetectorName, parsePair, type ResourceConfig } from '../config/resource-config.ts';
import type { Section } from './section.ts';

/** The schema's detectors, and under their own names the clouds', as those that its SDKs may add. */
const DETECTORS: Readonly<Record<string, readonly DetectorName[]>> = {
  host: ['host', 'os'],
  process: ['process'],
  service: ['serviceinstance'],
  container: ['container'],
  aws: ['aws'],
  gcp: ['gcp'],
  azure: ['azure'],
  alibaba: ['alibaba'],
};

export function resource(section: Section | undefined, env: Environment): ResourceConfig {
  const attributes = {
    ...listed(section),
    ...Object.fromEntries((section?.sections('attributes') ?? []).flatMap(attribute)),
  };
  const detection = section?.section('detection/development');
  const detectors = detection?.sections('detectors')?.flatMap(detector) ?? [];
  detection?.unsupported('attributes');
  detection?.end();
  section?.unsupported('schema_url');
  section?.end();
  // As the schema has it, the variable counts where the detector `service` runs. What the file says is over it.
  const fromEnv = detectors.includes('serviceinstance')
    ? env['OTEL_SERVICE_NAME']?.trim() || undefined
    : undefined;
  const serviceName = attributes['service.name'] === undefined ? fromEnv : undefined;
  return { serviceName, attributes, detectors: [...new Set(detectors), 'env'] };
}

function detector(section: Section): readonly DetectorName[] {
  const readers = Object.entries(DETECTORS).map(([name, detectors]) => {
    const read = (properties: Section) => {
      properties.end();
      return detectors;
    };
    return [name, read] as const;
  });
  return section.variant<readonly DetectorName[]>(Object.fromEntries(readers)) ?? [];
}

function listed(section: Section | undefined): Attributes {
  const attributes: Attributes = {};
  for (const pair of (section?.text('attributes_list') ?? '').split(',')) {
    if (pair.trim() === '') continue;
    const parsed = parsePair(pair);
    if (parsed === undefined) section?.reject('attributes_list', 'takes key=value pairs, percent-encoded');
    else attributes[parsed.key] = parsed.value;
  }
  return attributes;
}

/** By type, what its value is in JavaScript. */
const TYPES = [
  'string',
  'bool',
  'int',
  'double',
  'string_array',
  'bool_array',
  'int_array',
  'double_array',
] as const;
const JAVASCRIPT: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'boolean',
  int: 'number',
  double: 'number',
};

function attribute(section: Section): [string, AttributeValue][] {
  const name = section.text('name');
  const value = section.data('value');
  const type = section.choice('type', TYPES);
  section.end();
  if (name === undefined || name === '') section.missing('name');
  else if (!section.keys.includes('value')) section.missing('value');
  else if (value === null || value === undefined) return [];
  else if (isValue(value, type)) return [[name, value]];
  else if (type === 'string' && isPrimitive(value)) return [[name, section.written('value') ?? '']];
  else
    section.reject('value', `takes ${type ?? 'text, a number, true, false, or a list of one kind of them'}`);
  return [];
}

function isValue(value: unknown, type: string | undefined): value is AttributeValue {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const kind = type === undefined ? typeof items[0] : JAVASCRIPT[type.replace('_array', '')];
  const isList = type === undefined ? Array.isArray(value) : type.endsWith('_array');
  return isList === Array.isArray(value) && items.every((item) => isPrimitive(item) && typeof item === kind);
}

function isPrimitive(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
