/** Redis, from the distribution's package. */
import { join } from 'node:path';
import { debianEnv, debianPackages, missingDebianPackages } from './debian-packages.mjs';
import { startLocalServer } from './local-server.mjs';

export const redis = {
  name: 'Redis',
  missing: missingDebianPackages,
  prepare: debianPackages,
  start: startRedis,
};

/** Resolves to `{ port, directory, output, stop }`: no password, nothing is written to disk. */
async function startRedis() {
  const root = await debianPackages();
  return startLocalServer('Redis', 1, async ({ directory, ports: [port], run }) => {
    const args = [
      '--bind',
      '127.0.0.1',
      '--port',
      String(port),
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      directory,
    ];
    const server = run({ command: join(root, 'usr/bin/redis-server'), args, env: debianEnv(root) });
    await server.waitForLine(/Ready to accept connections/);
  });
}
