/** One metric with its data points as OTLP's Metric message (opentelemetry/proto/metrics/v1/metrics.proto). */

import { ValueType } from '@opentelemetry/api';
import type { DataPoint, ExponentialHistogram, Histogram, MetricData } from '@opentelemetry/sdk-metrics';
import type { ByteWriter } from './byte-writer.ts';
import { type ExemplarDataPoint, writeExemplars } from './exemplar.ts';
import { writeAttributes } from './key-value.ts';
import { writeHrTime } from './time.ts';

/** `DataPointType` and `AggregationTemporality` of the SDK, which is not loaded for four numbers. */
const HISTOGRAM_POINTS = 0;
const EXPONENTIAL_HISTOGRAM_POINTS = 1;
const GAUGE_POINTS = 2;

const NAME = 0x0a;
const DESCRIPTION = 0x12;
const UNIT = 0x1a;
const GAUGE = 0x2a;
const SUM = 0x3a;
const HISTOGRAM = 0x4a;
const EXPONENTIAL_HISTOGRAM = 0x52;

/** The same in all four kinds of data. */
const DATA_POINTS = 0x0a;
const AGGREGATION_TEMPORALITY = 0x10;
const IS_MONOTONIC = 0x18;

/** The same in all three kinds of points. */
const START_TIME = 0x11;
const TIME = 0x19;

const NUMBER_ATTRIBUTES = 0x3a;
const NUMBER_DOUBLE = 0x21;
const NUMBER_INT = 0x31;
const NUMBER_EXEMPLARS = 0x2a;

/** The same in both kinds of histograms. */
const COUNT = 0x21;
const TOTAL = 0x29;

const BUCKET_COUNTS = 0x32;
const EXPLICIT_BOUNDS = 0x3a;
const HISTOGRAM_EXEMPLARS = 0x42;
const HISTOGRAM_ATTRIBUTES = 0x4a;
const HISTOGRAM_MIN = 0x59;
const HISTOGRAM_MAX = 0x61;

const EXPONENTIAL_ATTRIBUTES = 0x0a;
const SCALE = 0x30;
const ZERO_COUNT = 0x39;
const POSITIVE = 0x42;
const NEGATIVE = 0x4a;
const EXPONENTIAL_EXEMPLARS = 0x5a;
const EXPONENTIAL_MIN = 0x61;
const EXPONENTIAL_MAX = 0x69;

const OFFSET = 0x08;
const OFFSET_COUNTS = 0x12;

const TWO_32 = 4294967296;

type Point<T> = DataPoint<T> & ExemplarDataPoint;

/** Writes the fields of a metric, without tag and length. */
export function writeMetric(writer: ByteWriter, metric: MetricData): void {
  const { name, description, unit } = metric.descriptor;
  writer.byte(NAME);
  writer.string(name);
  writeText(writer, DESCRIPTION, description);
  writeText(writer, UNIT, unit);
  writer.byte(kindOf(metric));
  const start = writer.open(2);
  writeData(writer, metric);
  writer.close(start, 2);
}

function kindOf({ dataPointType }: MetricData): number {
  if (dataPointType === HISTOGRAM_POINTS) return HISTOGRAM;
  if (dataPointType === EXPONENTIAL_HISTOGRAM_POINTS) return EXPONENTIAL_HISTOGRAM;
  return dataPointType === GAUGE_POINTS ? GAUGE : SUM;
}

function writeData(writer: ByteWriter, metric: MetricData): void {
  for (const point of metric.dataPoints) {
    writer.byte(DATA_POINTS);
    const start = writer.open(2);
    writePoint(writer, metric, point);
    writer.close(start, 2);
  }
  if (metric.dataPointType === GAUGE_POINTS) return;
  writer.byte(AGGREGATION_TEMPORALITY);
  writer.byte(metric.aggregationTemporality + 1); // the SDK counts from DELTA = 0, OTLP from UNSPECIFIED = 0
  if (!('isMonotonic' in metric && metric.isMonotonic)) return;
  writer.byte(IS_MONOTONIC);
  writer.byte(1);
}

function writePoint(writer: ByteWriter, metric: MetricData, point: DataPoint<unknown>): void {
  writer.byte(START_TIME);
  writeHrTime(writer, point.startTime);
  writer.byte(TIME);
  writeHrTime(writer, point.endTime);
  if (metric.dataPointType === HISTOGRAM_POINTS) writeHistogram(writer, point as Point<Histogram>);
  else if (metric.dataPointType === EXPONENTIAL_HISTOGRAM_POINTS)
    writeExponential(writer, point as Point<ExponentialHistogram>);
  else writeNumber(writer, point as Point<number>, metric.descriptor.valueType);
}

function writeNumber(writer: ByteWriter, point: Point<number>, valueType: ValueType): void {
  if (valueType === ValueType.INT) {
    writer.byte(NUMBER_INT);
    writeFixed64(writer, Math.trunc(point.value));
  } else {
    writer.byte(NUMBER_DOUBLE);
    writer.double(point.value);
  }
  writeExemplars(writer, NUMBER_EXEMPLARS, point.exemplars);
  writeAttributes(writer, NUMBER_ATTRIBUTES, point.attributes);
}

function writeHistogram(writer: ByteWriter, point: Point<Histogram>): void {
  const { count, sum, min, max, buckets } = point.value;
  writeCountAndSum(writer, count, sum);
  writePacked(writer, BUCKET_COUNTS, buckets.counts, writeFixed64);
  writePacked(writer, EXPLICIT_BOUNDS, buckets.boundaries, writeDouble);
  writeExemplars(writer, HISTOGRAM_EXEMPLARS, point.exemplars);
  writeAttributes(writer, HISTOGRAM_ATTRIBUTES, point.attributes);
  writeOptionalDouble(writer, HISTOGRAM_MIN, min);
  writeOptionalDouble(writer, HISTOGRAM_MAX, max);
}

function writeExponential(writer: ByteWriter, point: Point<ExponentialHistogram>): void {
  const { count, sum, min, max, scale, zeroCount, positive, negative } = point.value;
  writeAttributes(writer, EXPONENTIAL_ATTRIBUTES, point.attributes);
  writeCountAndSum(writer, count, sum);
  writer.byte(SCALE);
  writer.varint(zigzag(scale));
  writer.byte(ZERO_COUNT);
  writeFixed64(writer, zeroCount);
  writeOffsetBuckets(writer, POSITIVE, positive);
  writeOffsetBuckets(writer, NEGATIVE, negative);
  writeExemplars(writer, EXPONENTIAL_EXEMPLARS, point.exemplars);
  writeOptionalDouble(writer, EXPONENTIAL_MIN, min);
  writeOptionalDouble(writer, EXPONENTIAL_MAX, max);
}

function writeOffsetBuckets(
  writer: ByteWriter,
  tag: number,
  { offset, bucketCounts }: ExponentialHistogram['positive'],
): void {
  writer.byte(tag);
  const start = writer.open(1);
  writer.byte(OFFSET);
  writer.varint(zigzag(offset));
  writePacked(writer, OFFSET_COUNTS, bucketCounts, writeVarint64);
  writer.close(start, 1);
}

function writeCountAndSum(writer: ByteWriter, count: number, sum: number | undefined): void {
  writer.byte(COUNT);
  writeFixed64(writer, count);
  writeOptionalDouble(writer, TOTAL, sum);
}

/** Absent is not 0 here: a histogram of negative values has no sum. */
function writeOptionalDouble(writer: ByteWriter, tag: number, value: number | undefined): void {
  if (value === undefined) return;
  writer.byte(tag);
  writer.double(value);
}

function writePacked(
  writer: ByteWriter,
  tag: number,
  values: readonly number[],
  write: (writer: ByteWriter, value: number) => void,
): void {
  if (values.length === 0) return;
  writer.byte(tag);
  const start = writer.open(1);
  for (const value of values) write(writer, value);
  writer.close(start, 1);
}

function writeVarint64(writer: ByteWriter, value: number): void {
  writer.int64(value);
}

function writeDouble(writer: ByteWriter, value: number): void {
  writer.double(value);
}

/** An integer in two's complement: fixed64 and sfixed64 alike. */
function writeFixed64(writer: ByteWriter, value: number): void {
  const high = Math.floor(value / TWO_32);
  writer.fixed64((value - high * TWO_32) >>> 0, high >>> 0);
}

/** sint32: 0, -1, 1, -2 are 0, 1, 2, 3. */
function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

function writeText(writer: ByteWriter, tag: number, text: string): void {
  if (text === '') return;
  writer.byte(tag);
  writer.string(text);
}
