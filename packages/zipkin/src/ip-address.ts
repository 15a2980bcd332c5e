/** Addresses as Zipkin wants them: text in JSON, bytes in protobuf, and never a name among them. */

import { isIPv4, isIPv6 } from 'node:net';

/** The four bytes of a dotted address; undefined for anything else. */
export function ipv4Bytes(text: string): Buffer | undefined {
  return isIPv4(text) ? Buffer.from(text.split('.').map(Number)) : undefined;
}

/** The sixteen bytes of an IPv6 address, which may end in a dotted one; undefined for anything else. A zone is none. */
export function ipv6Bytes(text: string): Buffer | undefined {
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [front = [], back = []] = shortest(text)
    .split('::')
    .map((half) => half.split(':').filter(Boolean));
  const zeros = new Array<string>(8 - front.length - back.length).fill('');
  const groups = [...front, ...zeros, ...back];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** The dotted address in an IPv4-mapped IPv6 one, which Zipkin would rather have (zipkin.proto, Endpoint.ipv6). */
export function mappedIpv4(bytes: Uint8Array): string | undefined {
  const isMapped =
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped ? bytes.subarray(12).join('.') : undefined;
}

/** RFC 5952: groups in lower case, the longest run of two or more zeros left out. */
export function ipv6Text(bytes: Uint8Array): string {
  return shortest(Buffer.from(bytes).toString('hex').match(/.{4}/g)!.join(':'));
}

/** As URLs have it, which is RFC 5952's form, but with a dotted end as two groups. */
function shortest(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
