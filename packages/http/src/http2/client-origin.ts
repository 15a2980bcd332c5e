/** Where the requests of a client's session go: what `http2.connect` was given, which the session keeps to itself. */
import type { ClientHttp2Session } from 'node:http2';
import { type Authority, defaultPort, parseAuthority } from '../authority.ts';
import { redactUrl } from '../client-url.ts';
import { Stamp } from '../stamp.ts';
import { type Headers, readHeader } from './header-list.ts';

/** What all requests of a session have in common. */
export interface Origin {
  readonly scheme: string;
  /** Without a port that the scheme implies. */
  readonly authority: string;
  readonly server: Authority;
}

class StampedClient extends Stamp {
  #origin: Origin;

  private constructor(session: object, origin: Origin) {
    super(session);
    this.#origin = origin;
  }

  static put(session: ClientHttp2Session, origin: Origin): void {
    if (#origin in session) session.#origin = origin;
    else new StampedClient(session, origin);
  }

  static get(session: ClientHttp2Session): Origin | undefined {
    return #origin in session ? session.#origin : undefined;
  }
}

/** As `http2.connect` reads its arguments. */
export function keepOrigin(session: ClientHttp2Session, authority: unknown, options: unknown): void {
  const given = typeof authority === 'string' ? new URL(authority) : (authority as Partial<URL>);
  const protocol = given.protocol || (options as { protocol?: string } | undefined)?.protocol || 'https:';
  const host = given.hostname || given.host || 'localhost';
  const port = given.port ? `:${given.port}` : '';
  StampedClient.put(session, originOf(protocol.slice(0, -1), `${host}${port}`));
}

/** Of one request: `:authority` and `:scheme`, where it has them, name another server behind the same connection. */
export function originFor(session: ClientHttp2Session, headers: Headers): Origin {
  const known = StampedClient.get(session);
  const ownScheme = readHeader(headers, ':scheme');
  const ownAuthority = readHeader(headers, ':authority');
  if (known !== undefined && ownScheme === undefined && ownAuthority === undefined) return known;
  const scheme = ownScheme ?? known?.scheme ?? (session.encrypted === false ? 'http' : 'https');
  const authority = ownAuthority ?? known?.authority ?? readHeader(headers, 'host') ?? 'localhost';
  if (known?.authority === authority && known.scheme === scheme) return known;
  return originOf(String(scheme), String(authority));
}

/** `url.full` of a request; `*` stands for the server itself. */
export function urlOf({ scheme, authority }: Origin, path: string): string {
  return redactUrl(`${scheme}://${authority}${path.startsWith('/') ? path : ''}`);
}

function originOf(scheme: string, authority: string): Origin {
  const { address, port } = parseAuthority(authority, scheme);
  const shown = port === defaultPort(scheme) ? authority.replace(/:\d*$/, '') : authority;
  return { scheme, authority: shown, server: { address: address.replace(/^\[(.*)\]$/, '$1'), port } };
}
