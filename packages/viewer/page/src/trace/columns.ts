/**
 * A trace as the page keeps it: columns of numbers, and no object a span, so that 100,000 spans are a few megabytes and are
 * ready in milliseconds. A span is its index, its *row* in the answer; rows come by start.
 */

import type { SkeletonJson } from '../../../src/asking/waymark/shapes.ts';

export interface SpanColumns {
  traceId: string;
  requestId?: string;
  /** Nanoseconds since the epoch. Too many for a number; all else is relative to it. */
  startUnixNano: bigint;
  size: number;
  services: string[];
  names: string[];
  spanId: string[];
  /** A row, `ROOT`, or `MISSING`. */
  parent: Int32Array;
  /** Indices into `services` and `names`. */
  service: Uint32Array;
  name: Uint32Array;
  /** OTLP's numbers. */
  kind: Uint8Array;
  status: Uint8Array;
  /** Nanoseconds after `startUnixNano`. */
  start: Float64Array;
  /** Nanoseconds. Of a span that still runs: until the end of the trace, as far as it is known. */
  duration: Float64Array;
  /** 1 for spans that still run. */
  pending: Uint8Array;
  /** Nanoseconds until the last span's end. */
  end: number;
  warnings: string[];
}

export const ROOT = -1;
/** It has a parent, which has not arrived. */
export const MISSING = -2;

export const STATUS_ERROR = 2;
export const KIND_SERVER = 2;
export const KIND_CLIENT = 3;
export const KIND_CONSUMER = 5;

export function columnsFrom(skeleton: SkeletonJson): SpanColumns {
  const size = skeleton.spanId.length;
  const start = Float64Array.from(skeleton.start);
  const duration = Float64Array.from(skeleton.duration);
  const pending = new Uint8Array(size);
  for (const row of skeleton.pending) pending[row] = 1;
  const end = endOf(start, duration);
  for (const row of skeleton.pending) duration[row] = Math.max(duration[row]!, end - start[row]!);
  return {
    traceId: skeleton.traceId,
    ...(skeleton.requestId === undefined ? {} : { requestId: skeleton.requestId }),
    startUnixNano: BigInt(skeleton.startUnixNano),
    size,
    services: skeleton.services,
    names: skeleton.names,
    spanId: skeleton.spanId,
    parent: Int32Array.from(skeleton.parent),
    service: Uint32Array.from(skeleton.service),
    name: Uint32Array.from(skeleton.name),
    kind: Uint8Array.from(skeleton.kind),
    status: Uint8Array.from(skeleton.status),
    start,
    duration,
    pending,
    end,
    warnings: skeleton.warnings,
  };
}

/** When the last of them ends; 0 for none. */
export function endOf(start: Float64Array, duration: Float64Array): number {
  let end = 0;
  for (let row = 0; row < start.length; row++) end = Math.max(end, start[row]! + duration[row]!);
  return end;
}
