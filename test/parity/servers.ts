/** Servers that scenarios need, each started once a run of the suite, when the first scenario asks for it. */

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** How each is started. One that cannot run here throws; its scenarios fail and say why. */
const start = {} satisfies Record<string, () => Promise<RunningServer>>;

export type ServerName = keyof typeof start;

const running = new Map<string, Promise<RunningServer>>();

/** The environment that tells a scenario where its servers are: `SCENARIO_REDIS_PORT` and the like. */
export async function serverEnv(names: readonly string[]): Promise<Record<string, string>> {
  const ports = names.map(async (name) => [
    `SCENARIO_${name.toUpperCase()}_PORT`,
    String((await serverOf(name)).port),
  ]);
  return Object.fromEntries(await Promise.all(ports));
}

export async function closeServers(): Promise<void> {
  const started = await Promise.allSettled(running.values());
  running.clear();
  await Promise.all(started.map((one) => one.status === 'fulfilled' && one.value.close()));
}

function serverOf(name: string): Promise<RunningServer> {
  const server = running.get(name) ?? (start as Record<string, () => Promise<RunningServer>>)[name]!();
  running.set(name, server);
  return server;
}
