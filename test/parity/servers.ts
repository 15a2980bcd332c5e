/** Servers that scenarios need, each started once a run of the suite, when the first scenario asks for it. */

import { type LocalServer, type ServerName, skipWithoutServer, startServer } from '../backends/servers.mjs';

export type { ServerName };

const running = new Map<ServerName, Promise<LocalServer>>();

/** The environment that tells a scenario where its servers are: `SCENARIO_REDIS_PORT` and the like. */
export async function serverEnv(names: readonly ServerName[]): Promise<Record<string, string>> {
  const ports = names.map(async (name) => [
    `SCENARIO_${name.toUpperCase()}_PORT`,
    String((await serverOf(name)).port),
  ]);
  return Object.fromEntries(await Promise.all(ports));
}

/** What a test passes as `skip`: why one of the servers cannot be had here, or false. */
export function skipWithoutServers(names: readonly ServerName[] = []): string | false {
  return names.map((name) => skipWithoutServer(name)).find((reason) => reason !== false) ?? false;
}

export async function closeServers(): Promise<void> {
  const started = await Promise.allSettled(running.values());
  running.clear();
  await Promise.all(started.map((one) => one.status === 'fulfilled' && one.value.stop()));
}

function serverOf(name: ServerName): Promise<LocalServer> {
  const server = running.get(name) ?? startServer(name);
  running.set(name, server);
  return server;
}
