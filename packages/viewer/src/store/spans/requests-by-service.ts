/** A request divided by service, for the journal. */

import { GrowingBytes } from '../blocks/growing-bytes.ts';
import { GROUP, GROUP_INTS, type TraceScan } from './trace-scan.ts';

/** The parts of the scanned request that are wanted, as a request: all of it where all are. `group`: where its numbers begin. */
export function requestOf({ bytes, groups }: TraceScan, isWanted: (group: number) => boolean): Uint8Array {
  const parts = new Map<number, number>();
  let isWhole = true;
  for (let at = 0; at < groups.length; at += GROUP_INTS) {
    if (!isWanted(at)) isWhole = false;
    else parts.set(groups.data[at + GROUP.resourceStart]!, groups.data[at + GROUP.resourceEnd]!);
  }
  if (isWhole) return bytes;
  const request = new GrowingBytes(4096);
  for (const [start, end] of parts) request.append(bytes, start, end);
  return request.bytes();
}
