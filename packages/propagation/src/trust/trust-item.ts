/** One item of a list of whom to trust, as whoever reads a configuration judges it. */
import { parseCidr } from './cidr.ts';

/** What an item may be, for complaints about others. */
export const TRUST_ITEMS = 'CIDRs such as 10.0.0.0/8, addresses, and paths such as /internal/*';

/** Whether `item` is an address, a CIDR or a pattern of paths. */
export function isTrustItem(item: string): boolean {
  return isPathItem(item) || parseCidr(item) !== undefined;
}

export function isPathItem(item: string): boolean {
  return item.startsWith('/') || item.startsWith('*');
}
