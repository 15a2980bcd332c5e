/** Ranges of addresses, `10.0.0.0/8` and `fd00::/8`; an address by itself is a range of one. */
import { type AddressGroups, isIpv4, parseAddress } from './ip-address.ts';

export interface Cidr {
  readonly groups: AddressGroups;
  /** How many bits from the left count, of 128. */
  readonly bits: number;
}

const PREFIX = /^(?:0|[1-9]\d{0,2})$/;
const IPV4_BITS = 32;
const ALL_BITS = 128;

/**
 * `undefined` for what is none; never throws. Bits behind the prefix do not count: `10.1.2.3/8` is `10.0.0.0/8`. A zone is no
 * part of one. IPv4-mapped IPv6 is IPv4, and only so: `::/0` has no IPv4 address in it.
 */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  const groups = address.includes('%') ? undefined : parseAddress(address);
  if (groups === undefined) return undefined;
  const hidden = address.includes(':') ? 0 : ALL_BITS - IPV4_BITS;
  if (slash === -1) return { groups, bits: ALL_BITS };
  const prefix = text.slice(slash + 1);
  const bits = hidden + Number(prefix);
  return PREFIX.test(prefix) && bits <= ALL_BITS ? { groups, bits } : undefined;
}

export function contains({ groups, bits }: Cidr, address: AddressGroups): boolean {
  if (bits < ALL_BITS - IPV4_BITS && isIpv4(address)) return false;
  for (let at = 0, left = bits; left > 0; at++, left -= 16) {
    const shift = Math.max(0, 16 - left);
    if (groups[at]! >> shift !== address[at]! >> shift) return false;
  }
  return true;
}
