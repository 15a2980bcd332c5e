/** Patterns of hosts: `*.internal`, `api.example.com:8443`, `[fd00::1]`. */

/** Which hosts a pattern means. */
export interface HostGlob {
  /** @param host by {@link hostOf} */
  matches(host: string, port: number | undefined): boolean;
}

/** The forms of an item, for complaints. */
export const HOST_GLOB_TAKES = 'hosts such as *.internal, api.example.com:8443 or [fd00::1]';

/** An address in brackets or a name, then perhaps a port. */
const ITEM = /^(\[[\da-f:.*]+\]|[^\s:/[\]@?#]+)(?::(\d{1,5}))?$/i;
const IPV4_GLOB = /^[\d.*]*\d[\d.*]*$/;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/**
 * `undefined` for what is none. `*` stands for any characters, dots among them; case does not count; without a port all of
 * them are meant. A pattern of digits, as `10.0.*`, means addresses alone: anybody can register `10.0.evil.example`.
 */
export function parseHostGlob(item: string): HostGlob | undefined {
  const [, written, portText] = ITEM.exec(item) ?? [];
  if (written === undefined) return undefined;
  const port = portText === undefined ? undefined : Number(portText);
  if (port !== undefined && (port === 0 || port > 65_535)) return undefined;
  const parts = canonical(written).split('*');
  const kind = written.startsWith('[') ? IPV6 : IPV4_GLOB.test(written) ? IPV4 : undefined;
  return {
    matches(host, ofPort) {
      if (port !== undefined && port !== ofPort) return false;
      return (kind === undefined || kind.test(host)) && matchesParts(parts, host);
    },
  };
}

const IPV6 = /:/;

/** A host as patterns are compared with: in lower case, without brackets and the dot of the root; an address in its shortest form. */
export function hostOf(address: string): string {
  return canonical(address);
}

function canonical(text: string): string {
  const host = text.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (host.includes(':')) return shortened(host);
  const plain = host.endsWith('.') ? host.slice(0, -1) : host;
  // As the URL of a request has it.
  return /[^\0-\x7f]/.test(plain) ? asciiOf(plain) : plain;
}

/** The URL parser writes an address in its one canonical form; a pattern with stars, or a zone, stays as it is. */
function shortened(address: string): string {
  return URL.canParse(`http://[${address}]`) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

function asciiOf(name: string): string {
  return URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name;
}

/** The first and the last part where they are bound to, the others one after another: no way back, and so linear. */
function matchesParts(parts: readonly string[], host: string): boolean {
  const first = parts[0]!;
  if (parts.length === 1) return host === first;
  const last = parts.at(-1)!;
  if (host.length < first.length + last.length || !host.startsWith(first) || !host.endsWith(last))
    return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = host.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from <= host.length - last.length;
}
