/** OTLP's messages of metrics (opentelemetry-proto v1.11: metrics.proto): enough to tell a request from bad data. */

import { GROUP, MessageType, many, maybe, one, oneof } from './message-type.ts';
import { KEY_VALUE, RESOURCE, SCOPE } from './otlp-messages.ts';
import {
  BOOL,
  DOUBLE,
  ENUM,
  FIXED64,
  SFIXED64,
  SINT32,
  SPAN_ID,
  STRING,
  TRACE_ID,
  UINT32_VARINT,
  UINT64_VARINT,
} from './scalars.ts';

/** Metrics are looked at and let go: nobody reads their fields by name. */
type Json = { [field: string]: unknown };

export interface OtlpMetrics {
  resourceMetrics: Json[];
}

const EXEMPLAR = new MessageType<Json>({
  filteredAttributes: many(7, () => KEY_VALUE),
  timeUnixNano: one(2, FIXED64),
  asDouble: oneof(3, DOUBLE),
  asInt: oneof(6, SFIXED64),
  spanId: one(4, SPAN_ID),
  traceId: one(5, TRACE_ID),
});

const POINT_FIELDS = {
  startTimeUnixNano: one(2, FIXED64),
  timeUnixNano: one(3, FIXED64),
};

const NUMBER_POINT = new MessageType<Json>({
  ...POINT_FIELDS,
  attributes: many(7, () => KEY_VALUE),
  asDouble: oneof(4, DOUBLE),
  asInt: oneof(6, SFIXED64),
  exemplars: many(5, () => EXEMPLAR),
  flags: one(8, UINT32_VARINT),
});

const HISTOGRAM_POINT = new MessageType<Json>({
  ...POINT_FIELDS,
  attributes: many(9, () => KEY_VALUE),
  count: one(4, FIXED64),
  sum: maybe(5, DOUBLE),
  bucketCounts: many(6, FIXED64),
  explicitBounds: many(7, DOUBLE),
  exemplars: many(8, () => EXEMPLAR),
  flags: one(10, UINT32_VARINT),
  min: maybe(11, DOUBLE),
  max: maybe(12, DOUBLE),
});

const BUCKETS = new MessageType<Json>({ offset: one(1, SINT32), bucketCounts: many(2, UINT64_VARINT) });

const EXPONENTIAL_POINT = new MessageType<Json>({
  ...POINT_FIELDS,
  attributes: many(1, () => KEY_VALUE),
  count: one(4, FIXED64),
  sum: maybe(5, DOUBLE),
  scale: one(6, SINT32),
  zeroCount: one(7, FIXED64),
  positive: maybe(8, () => BUCKETS),
  negative: maybe(9, () => BUCKETS),
  flags: one(10, UINT32_VARINT),
  exemplars: many(11, () => EXEMPLAR),
  min: maybe(12, DOUBLE),
  max: maybe(13, DOUBLE),
  zeroThreshold: one(14, DOUBLE),
});

const QUANTILE = new MessageType<Json>({ quantile: one(1, DOUBLE), value: one(2, DOUBLE) });

const SUMMARY_POINT = new MessageType<Json>({
  ...POINT_FIELDS,
  attributes: many(7, () => KEY_VALUE),
  count: one(4, FIXED64),
  sum: one(5, DOUBLE),
  quantileValues: many(6, () => QUANTILE),
  flags: one(8, UINT32_VARINT),
});

const pointsOf = (point: MessageType<Json>) => ({ dataPoints: many(1, () => point) });
const TEMPORALITY = { aggregationTemporality: one(2, ENUM) };

const GAUGE = new MessageType<Json>(pointsOf(NUMBER_POINT));
const SUM = new MessageType<Json>({
  ...pointsOf(NUMBER_POINT),
  ...TEMPORALITY,
  isMonotonic: one(3, BOOL),
});
const HISTOGRAM = new MessageType<Json>({ ...pointsOf(HISTOGRAM_POINT), ...TEMPORALITY });
const EXPONENTIAL_HISTOGRAM = new MessageType<Json>({ ...pointsOf(EXPONENTIAL_POINT), ...TEMPORALITY });
const SUMMARY = new MessageType<Json>(pointsOf(SUMMARY_POINT));

const METRIC = new MessageType<Json>({
  name: one(1, STRING),
  description: one(2, STRING),
  unit: one(3, STRING),
  gauge: oneof(5, () => GAUGE),
  sum: oneof(7, () => SUM),
  histogram: oneof(9, () => HISTOGRAM),
  exponentialHistogram: oneof(10, () => EXPONENTIAL_HISTOGRAM),
  summary: oneof(11, () => SUMMARY),
  metadata: many(12, () => KEY_VALUE),
});

const SCOPE_METRICS = new MessageType<Json>(
  {
    scope: one(1, () => SCOPE),
    metrics: many(2, () => METRIC),
    schemaUrl: one(3, STRING),
  },
  undefined,
  GROUP,
);

const RESOURCE_METRICS = new MessageType<Json>(
  {
    resource: one(1, () => RESOURCE),
    scopeMetrics: many(2, () => SCOPE_METRICS),
    schemaUrl: one(3, STRING),
  },
  undefined,
  GROUP,
);

export const METRICS = new MessageType<OtlpMetrics>({ resourceMetrics: many(1, () => RESOURCE_METRICS) });
