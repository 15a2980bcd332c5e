/** A request divided by service, for the journal. */

import { GrowingBytes } from '../blocks/growing-bytes.ts';
import { GROUP, GROUP_INTS, type TraceScan } from './trace-scan.ts';

/**
 * Gives what a scanned request holds of each service, as a request: all of it where there is but one. In one pass, for there
 * may be as many services as spans.
 * @param serviceOf of the group whose numbers begin there
 */
export function requestsByService(
  { bytes, groups }: TraceScan,
  serviceOf: (group: number) => string,
): (service: string) => Uint8Array {
  const parts = new Map<string, Map<number, number>>();
  for (let at = 0; at < groups.length; at += GROUP_INTS) {
    const service = serviceOf(at);
    const own = parts.get(service) ?? new Map<number, number>();
    parts.set(service, own);
    own.set(groups.data[at + GROUP.resourceStart]!, groups.data[at + GROUP.resourceEnd]!);
  }
  if (parts.size === 1) return () => bytes;
  return (service) => {
    const own = parts.get(service) ?? [];
    const request = new GrowingBytes(256);
    for (const [start, end] of own) request.append(bytes, start, end);
    return request.bytes();
  };
}
