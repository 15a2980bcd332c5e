/** Who gets an outgoing request, where not everybody is told the same. */
import type { Outbound } from '@waymark/propagation';
import { defaultPort, portOf } from './authority.ts';
import type { ConnectionOptions } from './client-url.ts';
import { type FetchRequest, OWN_PATH, targetOf } from './fetch-call.ts';

/** Whether it is told, and what its request line says. */
export interface Recipient {
  readonly isTold: boolean;
  readonly method: string;
  readonly target: string;
}

/** A request of `node:http`, as far as it says where it goes. */
export interface Requested {
  readonly method: string;
  readonly path: string;
  readonly host: string;
}

/** What Node's types do not tell of it. */
interface Routed {
  readonly socketPath?: unknown;
  readonly agent?: { readonly options?: ConnectionOptions } | boolean | null;
}

/** As in the request line to a proxy: another server is meant than the one that is connected to. */
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\//i;

/**
 * Of `node:http` and `node:https`: the server that is connected to, and the one that the target names, if that is another.
 * Both read what is sent.
 *
 * @param connection as the agent got it; without one, nobody knows the port
 */
export function requestRecipient(
  request: Requested,
  connection: ConnectionOptions | undefined,
  outbound: Outbound,
): Recipient {
  const { method, path: target } = request;
  const isTold = tellsConnection(request, connection, outbound) && tellsNamed(target, outbound);
  return { isTold, method, target };
}

function tellsConnection(
  request: Requested & Routed,
  connection: ConnectionOptions | undefined,
  outbound: Outbound,
): boolean {
  const { agent, socketPath } = request;
  // What an agent was made with stands over what a request says.
  const preset = typeof agent === 'object' ? agent?.options : undefined;
  if (preset?.socketPath || socketPath) return outbound.tellsSockets;
  const port = portOf(preset?.port ?? connection?.port);
  if (preset?.host && !outbound.tells(preset.host, port)) return false;
  return outbound.tells(request.host, port);
}

function tellsNamed(target: string, outbound: Outbound): boolean {
  return !ABSOLUTE.test(target) || (URL.canParse(target) && tellsUrl(target, undefined, outbound));
}

/** Before a backslash there are credentials to some readers, and the host to others: that names nobody. */
const TWO_HOSTS = /^[^/?#]*\/\/[^/?#]*\\/;

function tellsUrl(url: string, base: string | URL | undefined, outbound: Outbound): boolean {
  if (TWO_HOSTS.test(url)) return false;
  const { hostname, port, protocol } = new URL(url, base);
  return outbound.tells(hostname, port === '' ? defaultPort(protocol.slice(0, -1)) : Number(port));
}

/** Of fetch and undici, likewise. */
export function fetchRecipient(request: FetchRequest, outbound: Outbound): Recipient {
  const { method, path: target, origin } = request;
  const { address, port } = targetOf(origin);
  const isTold =
    outbound.tells(address, port) && (OWN_PATH.test(target) || tellsUrl(target, origin, outbound));
  return { isTold, method, target };
}
