/** memcached, from the distribution's package. */
import { join } from 'node:path';
import { debianEnv, debianPackages, missingDebianPackages } from './debian-packages.mjs';
import { isListening, isRoot, startLocalServer } from './local-server.mjs';

export const memcached = {
  name: 'memcached',
  missing: missingDebianPackages,
  prepare: debianPackages,
  start: startMemcached,
};

/** Resolves to `{ port, directory, output, stop }`. */
async function startMemcached() {
  const root = await debianPackages();
  return startLocalServer('memcached', 1, async ({ ports: [port], run }) => {
    const args = [
      '-l',
      '127.0.0.1',
      '-p',
      String(port),
      '-U',
      '0',
      '-m',
      '16',
      ...(isRoot() ? ['-u', 'root'] : []),
    ];
    const server = run({ command: join(root, 'usr/bin/memcached'), args, env: debianEnv(root) });
    await server.waitUntil(() => isListening(port));
  });
}
