/**
 * Exemplars: single measurements that a data point keeps, with the span that they were made in. Upstream's SDK has
 * none; a producer of metrics of its own puts them beside the value of its data points.
 */

import type { Attributes, HrTime } from '@opentelemetry/api';
import type { ByteWriter } from './byte-writer.ts';
import { writeAttributes } from './key-value.ts';
import { writeHrTime } from './time.ts';

export interface Exemplar {
  readonly value: number;
  readonly time: HrTime;
  /** Both or none. */
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  /** Attributes of the measurement that its data point does not have. */
  readonly filteredAttributes?: Attributes | undefined;
}

/** What a data point of the SDK may have besides. */
export interface ExemplarDataPoint {
  readonly exemplars?: readonly Exemplar[] | undefined;
}

const TIME = 0x11;
const DOUBLE = 0x19;
const SPAN_ID = 0x22;
const TRACE_ID = 0x2a;
const FILTERED_ATTRIBUTES = 0x3a;

/** Writes each exemplar behind the tag of a field that repeats Exemplar. */
export function writeExemplars(writer: ByteWriter, tag: number, exemplars: readonly Exemplar[] = []): void {
  for (const { time, value, traceId, spanId, filteredAttributes } of exemplars) {
    writer.byte(tag);
    const start = writer.open(1);
    writer.byte(TIME);
    writeHrTime(writer, time);
    // A double whatever the metric's type: every int that a number holds exactly is one.
    writer.byte(DOUBLE);
    writer.double(value);
    if (traceId !== undefined && spanId !== undefined) {
      writer.byte(SPAN_ID);
      writer.hex(spanId);
      writer.byte(TRACE_ID);
      writer.hex(traceId);
    }
    if (filteredAttributes !== undefined) writeAttributes(writer, FILTERED_ATTRIBUTES, filteredAttributes);
    writer.close(start, 1);
  }
}
