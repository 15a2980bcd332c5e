/**
 * Times as OTLP's fixed64 nanoseconds since the epoch. A double cannot hold them (2^53 ns were over in
 * April 1970), and a BigInt a span costs ten times the arithmetic below, so they are made in two halves.
 */

import type { HrTime } from '@opentelemetry/api';
import type { ByteWriter } from './byte-writer.ts';

const TWO_16 = 65536;
const TWO_32 = 4294967296;

/** Writes epoch milliseconds, fractions included, as fixed64 nanoseconds. */
export function writeMillis(writer: ByteWriter, millis: number): void {
  const whole = Math.floor(millis);
  const upper = Math.floor(whole / TWO_32);
  // Below 2^52 + 10^6, hence exact: `upper` holds the rest, and 2^32 * upper * 10^6 touches only the high half.
  const lower = (whole - upper * TWO_32) * 1e6 + Math.round((millis - whole) * 1e6);
  writer.fixed64(lower >>> 0, upper * 1e6 + Math.floor(lower / TWO_32));
}

/** Writes `[seconds, nanoseconds]` as fixed64 nanoseconds. */
export function writeHrTime(writer: ByteWriter, time: HrTime): void {
  const upper = Math.floor(time[0] / TWO_16);
  // The upper seconds in nanoseconds are `shifted` * 2^16: its own low 16 bits reach into the low half.
  const shifted = upper * 1e9;
  const lower = (time[0] - upper * TWO_16) * 1e9 + time[1] + (shifted % TWO_16) * TWO_16;
  writer.fixed64(lower >>> 0, Math.floor(shifted / TWO_16) + Math.floor(lower / TWO_32));
}
