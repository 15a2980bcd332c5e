/** Where the requests of a client's session go: what `http2.connect` was given, which the session keeps to itself. */
import type { ClientHttp2Session } from 'node:http2';
import { type Authority, defaultPort, parseAuthority, portOf } from '../authority.ts';
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

/** What a session is connected to, where its options say something else than the authority. */
interface Connected {
  readonly server: Authority | undefined;
  readonly isSocket: boolean;
}

class StampedClient extends Stamp {
  #origin: Origin;
  #connected: Connected | undefined;

  private constructor(session: object, origin: Origin, connected: Connected | undefined) {
    super(session);
    this.#origin = origin;
    this.#connected = connected;
  }

  static put(session: ClientHttp2Session, origin: Origin, connected: Connected | undefined): void {
    if (#origin in session) {
      session.#origin = origin;
      session.#connected = connected;
    } else new StampedClient(session, origin, connected);
  }

  static connected(session: ClientHttp2Session): Connected | undefined {
    return #origin in session ? session.#connected : undefined;
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
  const origin = originOf(protocol.slice(0, -1), `${host}${port}`);
  StampedClient.put(session, origin, connectedBy(options, origin));
}

/** As `net.connect` reads them: they stand over the authority. */
function connectedBy(options: unknown, { server }: Origin): Connected | undefined {
  const { host, port, path } = (options ?? {}) as { host?: unknown; port?: unknown; path?: unknown };
  if (path) return { server: undefined, isSocket: true };
  if (host === undefined && port === undefined) return undefined;
  const address = host === undefined ? server.address : String(host);
  const number = port === undefined ? server.port : portOf(port as number | string);
  return { server: { address, port: number }, isSocket: false };
}

/** The server that a session is connected to, if it was made where we saw it. */
export function connectedTo(session: ClientHttp2Session): Authority | undefined {
  return StampedClient.connected(session)?.server ?? StampedClient.get(session)?.server;
}

/** Whether that is a socket of the file system. */
export function isSocket(session: ClientHttp2Session): boolean {
  return StampedClient.connected(session)?.isSocket === true;
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
