/** A list of whom to trust, of CIDRs and path globs, to be asked of each request. */
import { type Cidr, contains, parseCidr } from './cidr.ts';
import { parseAddress } from './ip-address.ts';
import { isClear, PathGlob } from './path-glob.ts';
import { isPathItem } from './trust-item.ts';

export interface TrustItems {
  /** Of a socket's peer; `undefined` is in no range. */
  hasAddress(peerAddress: string | undefined): boolean;
  /** Of a request's target, without its query. One that can be read in several ways matches nothing. */
  hasPath(path: string): boolean;
}

/** Behind a proxy there are a few peers, whose text need not be read again; strangers are many. */
const MOST_REMEMBERED = 1000;

/** Items that are none are left out. */
export function trustItems(items: readonly string[]): TrustItems {
  const ranges = items.flatMap((item) => (isPathItem(item) ? [] : rangesOf(item)));
  const globs = items.filter(isPathItem).map((item) => new PathGlob(item));
  const decided = new Map<string, boolean>();
  return {
    hasAddress(peerAddress) {
      if (peerAddress === undefined || ranges.length === 0) return false;
      const known = decided.get(peerAddress);
      if (known !== undefined) return known;
      const address = parseAddress(peerAddress);
      const isIn = address !== undefined && ranges.some((range) => contains(range, address));
      if (decided.size >= MOST_REMEMBERED) decided.clear();
      decided.set(peerAddress, isIn);
      return isIn;
    },
    hasPath: (path) => globs.length > 0 && isClear(path) && globs.some((glob) => glob.matches(path)),
  };
}

function rangesOf(item: string): Cidr[] {
  const range = parseCidr(item);
  return range === undefined ? [] : [range];
}
