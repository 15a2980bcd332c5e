/** IP addresses as numbers: of both families in 16 bytes, as eight groups of 16 bits. */

/** Eight numbers below 65536. An IPv4 address is its IPv4-mapped one, `::ffff:a.b.c.d`. */
export type AddressGroups = readonly number[];

/** The longest text of an address: `ffff:...:255.255.255.255`. */
const LONGEST = 45;
/** No leading zeros, which some read as octal. */
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const GROUP = /^[\da-f]{1,4}$/i;
const MAPPED = [0, 0, 0, 0, 0, 0xffff];

/**
 * `undefined` for what is no address; never throws. A zone (`fe80::1%eth0`), which says by which interface a link-local address
 * is reached, is left out.
 */
export function parseAddress(text: string): AddressGroups | undefined {
  const percent = text.indexOf('%');
  const address = percent === -1 ? text : text.slice(0, percent);
  if (address.length > LONGEST) return undefined;
  if (!address.includes(':')) {
    const pair = percent === -1 ? ipv4Groups(address) : undefined;
    return pair && [...MAPPED, ...pair];
  }
  return ipv6Groups(address);
}

/** Whether the address is an IPv4 one, in whichever form it was written. */
export function isIpv4(groups: AddressGroups): boolean {
  return MAPPED.every((group, i) => groups[i] === group);
}

function ipv4Groups(text: string): number[] | undefined {
  if (!IPV4.test(text)) return undefined;
  const [a, b, c, d] = text.split('.').map(Number) as [number, number, number, number];
  return [a * 256 + b, c * 256 + d];
}

/** `::` stands once for one or more groups of zeros; the last two groups may be an IPv4 address. */
function ipv6Groups(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [before, after] = halves.map((half, i) => groupsOf(half, i === halves.length - 1));
  if (before === undefined) return undefined;
  if (halves.length === 1) return before.length === 8 ? before : undefined;
  if (after === undefined || before.length + after.length > 7) return undefined;
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** @param isLast whether the text ends here, and may so end in an IPv4 address */
function groupsOf(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (GROUP.test(part)) groups.push(Number.parseInt(part, 16));
    else {
      const pair = isLast && i === parts.length - 1 ? ipv4Groups(part) : undefined;
      if (pair === undefined) return undefined;
      groups.push(...pair);
    }
  }
  return groups;
}
