/** Decoded metrics as the friendly objects that tests compare. */

import type { Message } from './otlp-proto.ts';
import {
  type Attributes,
  list,
  nano,
  number,
  type Origin,
  type TestScope,
  text,
  toAttributes,
  toMs,
  under,
} from './telemetry.ts';

export interface TestExemplar {
  value: number;
  timeMs: number;
  traceId: string | undefined;
  spanId: string | undefined;
}

/** One data point of whatever kind: a number has a `value`, a histogram the rest. */
export interface TestPoint {
  attributes: Attributes;
  startMs: number;
  timeMs: number;
  value: number | undefined;
  count: number | undefined;
  sum: number | undefined;
  min: number | undefined;
  max: number | undefined;
  /** Of a histogram with explicit bounds. */
  counts: number[] | undefined;
  bounds: number[] | undefined;
  /** Of an exponential histogram. */
  scale: number | undefined;
  exemplars: TestExemplar[];
}

/** One metric as it arrived, once for every export. */
export interface TestMetric {
  name: string;
  description: string;
  unit: string;
  kind: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram';
  temporality: 'delta' | 'cumulative' | undefined;
  monotonic: boolean;
  points: TestPoint[];
  scope: TestScope;
  service: string;
  resource: Attributes;
}

const KINDS = ['gauge', 'sum', 'histogram', 'exponentialHistogram'] as const;
const TEMPORALITIES = [undefined, 'delta', 'cumulative'] as const;

/** The metrics of one export request, in wire order. */
export function toMetrics(request: Message): TestMetric[] {
  return under(request, 'resourceMetrics', 'scopeMetrics', 'metrics', toMetric);
}

function toMetric(metric: Message, origin: Origin): TestMetric {
  const kind = KINDS.find((name) => metric[name] !== undefined);
  if (kind === undefined) throw new Error(`metric "${text(metric['name'])}" has no data`);
  const data = metric[kind] as Message;
  return {
    name: text(metric['name']),
    description: text(metric['description']),
    unit: text(metric['unit']),
    kind,
    temporality: TEMPORALITIES[number(data['aggregationTemporality'])],
    monotonic: data['isMonotonic'] === true,
    points: list(data['dataPoints']).map(toPoint),
    ...origin,
  };
}

function toPoint(point: Message): TestPoint {
  const isHistogram = point['bucketCounts'] !== undefined || point['explicitBounds'] !== undefined;
  return {
    attributes: toAttributes(point['attributes']),
    startMs: toMs(nano(point['startTimeUnixNano'])),
    timeMs: toMs(nano(point['timeUnixNano'])),
    value: numberIn(point),
    count: optionalNumber(point['count']),
    sum: optionalNumber(point['sum']),
    min: optionalNumber(point['min']),
    max: optionalNumber(point['max']),
    counts: isHistogram ? numbers(point['bucketCounts']) : undefined,
    bounds: isHistogram ? numbers(point['explicitBounds']) : undefined,
    scale: optionalNumber(point['scale']),
    exemplars: list(point['exemplars']).map(toExemplar),
  };
}

function toExemplar(exemplar: Message): TestExemplar {
  return {
    value: numberIn(exemplar) ?? Number.NaN,
    timeMs: toMs(nano(exemplar['timeUnixNano'])),
    traceId: text(exemplar['traceId']) || undefined,
    spanId: text(exemplar['spanId']) || undefined,
  };
}

function numberIn(message: Message): number | undefined {
  return optionalNumber(message['asDouble'] ?? message['asInt']);
}

function optionalNumber(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}

const numbers = (values: unknown) => ((values ?? []) as (number | bigint)[]).map(Number);
