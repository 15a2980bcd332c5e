/** A trace as Jaeger's older model has it, before it becomes JSON. */

import type { StoredSpan } from '../../../store/telemetry-store.ts';
import type { Times } from '../received-span.ts';
import { modelReferences, type Reference } from './references.ts';
import { type JaegerTag, textTag, toTag } from './tag.ts';

export interface Process {
  serviceName: string;
  tags: JaegerTag[];
}

export interface ModelSpan {
  /** 32 digits. */
  traceId: string;
  spanId: string;
  name: string;
  references: Reference[];
  start: bigint;
  end: bigint;
  tags: JaegerTag[];
  logs: { time: bigint; fields: JaegerTag[] }[];
  /** Spans of one resource share it. */
  process: Process;
  warnings: string[];
}

const KINDS = [undefined, 'internal', 'server', 'client', 'producer', 'consumer'];

/** What a span does not say itself, or not so that it could stay. */
export interface Reading {
  serviceName(stored: StoredSpan): string;
  times(stored: StoredSpan): Times;
}

/** Makes spans of the model, one after the other. */
export function modelMaker(reading: Reading): (stored: StoredSpan) => ModelSpan {
  const processes = new Map<StoredSpan['resource'], Process>();
  return (stored) => {
    const process = processes.get(stored.resource) ?? toProcess(stored, reading);
    processes.set(stored.resource, process);
    return toModelSpan(stored, process, reading);
  };
}

function toProcess(stored: StoredSpan, reading: Reading): Process {
  const tags = stored.resource.attributes.filter(({ key }) => key !== 'service.name').map(toTag);
  return { serviceName: reading.serviceName(stored), tags };
}

function toModelSpan(stored: StoredSpan, process: Process, reading: Reading): ModelSpan {
  const { span } = stored;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    name: span.name,
    references: modelReferences(span),
    ...reading.times(stored),
    tags: modelTags(stored),
    logs: span.events.map(toLog),
    process,
  };
}

function modelTags({ span, scope }: StoredSpan): JaegerTag[] {
  const tags = [
    ...named('otel.scope.name', scope.name),
    ...named('otel.scope.version', scope.version),
    ...span.attributes.map(toTag),
    ...named('span.kind', KINDS[span.kind] ?? ''),
  ];
  const { code, message } = span.status;
  if (code === 1) tags.push(textTag('otel.status_code', 'OK'));
  if (code === 2)
    tags.push(textTag('otel.status_code', 'ERROR'), { key: 'error', type: 'bool', value: true });
  tags.push(...named('otel.status_description', message), ...named('w3c.tracestate', span.traceState));
  return tags;
}

const named = (key: string, value: string) => (value === '' ? [] : [textTag(key, value)]);

function toLog({ timeUnixNano, name, attributes }: StoredSpan['span']['events'][number]) {
  const hasEvent = name === '' || attributes.some(({ key }) => key === 'event');
  const fields = attributes.map(toTag);
  return {
    time: BigInt(timeUnixNano),
    fields: hasEvent ? fields : [textTag('event', name), ...fields],
  };
}
