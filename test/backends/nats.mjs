/** NATS, from the distribution's package. */
import { join } from 'node:path';
import { debianEnv, debianPackages, missingDebianPackages } from './debian-packages.mjs';
import { startLocalServer } from './local-server.mjs';

export const nats = {
  name: 'NATS',
  missing: missingDebianPackages,
  prepare: debianPackages,
  start: startNats,
};

/** Resolves to `{ port, directory, output, stop }`: no password, JetStream on. */
async function startNats() {
  const root = await debianPackages();
  return startLocalServer('NATS', 1, async ({ directory, ports: [port], run }) => {
    const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', directory];
    const server = run({ command: join(root, 'usr/sbin/nats-server'), args, env: debianEnv(root) });
    await server.waitForLine(/Server is ready/);
  });
}
