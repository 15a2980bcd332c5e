/** Ports: the wanted one, or the next that is free. */

import type { AddressInfo, Server } from 'node:net';

/** So many are tried; where that many are taken, something else is wrong. */
const MOST_TRIES = 50;

export interface Listening<T extends Server> {
  servers: T[];
  port: number;
}

/**
 * Listens with one server an address, all on the same port. `::1` is left out where the machine has none.
 * @param asked the user named this port: then no other will do
 * @throws {Error} when the port is taken, or the address is not this machine's
 */
export async function listenAt<T extends Server>(
  make: () => T,
  hosts: readonly string[],
  wanted: number,
  asked: boolean,
): Promise<Listening<T>> {
  for (let tries = 1; ; tries++) {
    // Any port that is free at one address may be taken at the other: then it is another one's turn.
    const port = wanted === 0 ? 0 : wanted + tries - 1;
    try {
      return await listenOn(make, hosts, port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      const isLast = tries === MOST_TRIES || port === 65_535;
      if (isLast || (asked && wanted !== 0)) throw taken(port, error);
    }
  }
}

function taken(port: number, cause: unknown): Error {
  return new Error(`port ${port} is taken, perhaps by a Jaeger or a Collector; choose another one`, {
    cause,
  });
}

async function listenOn<T extends Server>(
  make: () => T,
  hosts: readonly string[],
  wanted: number,
): Promise<Listening<T>> {
  const servers: T[] = [];
  let port = wanted;
  try {
    for (const host of hosts) {
      const server = make();
      if (!(await listen(server, host, port))) continue;
      servers.push(server);
      port = (server.address() as AddressInfo).port;
    }
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
  return { servers, port };
}

/** False when the machine has no such address, and may do without. */
async function listen(server: Server, host: string, port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port, ipv6Only: true }, resolve);
  try {
    await promise;
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (host === '::1' && ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(code)) return false;
    throw error;
  } finally {
    server.off('error', reject);
  }
}
