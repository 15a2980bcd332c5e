/** Host and port out of `Host`, `X-Forwarded-Host`, `Forwarded` and of the authority of a client's request. */

export interface Authority {
  address: string;
  /** 0 to 65535; `undefined` when neither written nor implied by the scheme, or when what is written is no port. */
  port: number | undefined;
}

/** The default port of `http` and `https`, `undefined` for any other scheme. */
export function defaultPort(scheme: string | undefined): number | undefined {
  if (scheme === 'http') return 80;
  return scheme === 'https' ? 443 : undefined;
}

/** Reads `name`, `name:port`, `[v6]` and `[v6]:port`; anything else is kept whole as the address. */
export function parseAuthority(authority: string, scheme: string | undefined): Authority {
  const colon = authority.lastIndexOf(':');
  const bracket = authority.lastIndexOf(']');
  if (colon === -1 || (bracket > colon && authority[0] === '[')) {
    return { address: authority, port: defaultPort(scheme) };
  }
  const unbracketedV6 = bracket === -1 && authority.indexOf(':') !== colon;
  if (unbracketedV6) return { address: authority, port: undefined };
  const address = authority.slice(0, colon);
  const text = authority.slice(colon + 1);
  return { address, port: text === '' ? defaultPort(scheme) : portOf(text) };
}

const LARGEST_PORT = 65_535;
const DIGITS = /^\d+$/;

/** A port as a number, `undefined` for what is none: anybody can write `h:1e23` or `h:-5` into a header. */
export function portOf(value: number | string | null | undefined): number | undefined {
  if (typeof value === 'number' && value > 0 && value <= LARGEST_PORT && Number.isInteger(value))
    return value;
  const text = String(value);
  return DIGITS.test(text) && Number(text) <= LARGEST_PORT ? Number(text) : undefined;
}

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** The address of a `for=` or `X-Forwarded-For` entry, without brackets and port. */
export function addressWithoutPort(node: string): string {
  if (IPV4.test(node)) return node;
  try {
    const { hostname } = new URL(`http://${node}`);
    return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  } catch {
    return node;
  }
}
