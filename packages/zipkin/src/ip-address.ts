/** Addresses as Zipkin wants them: text in JSON, bytes in protobuf, and never a name among them. */

/** The four bytes of a dotted address; undefined for anything else. */
export function ipv4Bytes(text: string): Buffer | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return Buffer.from(parts.map(Number));
}

/** The sixteen bytes of an IPv6 address, which may end in a dotted one; undefined for anything else. A zone is none. */
export function ipv6Bytes(text: string): Buffer | undefined {
  const halves = withoutDots(text)?.split('::');
  if (halves === undefined || halves.length > 2) return undefined;
  const [front, back] = halves.map(groups);
  if (front === undefined) return undefined;
  if (halves.length === 1) return front.length === 16 ? Buffer.from(front) : undefined;
  const zeros = 16 - front.length - (back?.length ?? 16);
  if (back === undefined || zeros < 2) return undefined;
  return Buffer.from([...front, ...new Array<number>(zeros).fill(0), ...back]);
}

/** The dotted address in an IPv4-mapped IPv6 one, which Zipkin would rather have (zipkin.proto, Endpoint.ipv6). */
export function mappedIpv4(bytes: Uint8Array): string | undefined {
  const isMapped =
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped ? bytes.subarray(12).join('.') : undefined;
}

/** RFC 5952: groups in lower case, the longest run of two or more zeros left out. */
export function ipv6Text(bytes: Uint8Array): string {
  const all = Array.from({ length: 8 }, (_, at) => (bytes[2 * at]! << 8) | bytes[2 * at + 1]!);
  const text = all.map((group) => group.toString(16)).join(':');
  const runs = text.match(/(?<![\da-f])0(?::0)+(?![\da-f])/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return text;
  const at = text.search(new RegExp(`(?<![\\da-f])${longest}(?![\\da-f])`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}

/** With the last four bytes as two groups. */
function withoutDots(text: string): string | undefined {
  const at = text.lastIndexOf(':');
  const end = text.slice(at + 1);
  if (at < 0 || !end.includes('.')) return at < 0 ? undefined : text;
  const bytes = ipv4Bytes(end);
  return bytes && `${text.slice(0, at + 1)}${bytes.toString('hex', 0, 2)}:${bytes.toString('hex', 2)}`;
}

/** Two bytes a group; none of no text. */
function groups(text: string): number[] | undefined {
  if (text === '') return [];
  const all = text.split(':');
  if (!all.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  return all.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
}
