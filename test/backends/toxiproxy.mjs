/** Toxiproxy, built of its Go module: connections that are slow, narrow, or end. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cached, cacheRoot } from './cache.mjs';
import { buildGoCommand, GoMissingError, hasGo } from './go-module.mjs';
import { startLocalServer } from './local-server.mjs';

/** The newest that Go 1.26 builds. */
const VERSION = '2.12.0';
const KEY = `toxiproxy-${VERSION}-${process.platform}-${process.arch}`;
const FILE = process.platform === 'win32' ? 'toxiproxy.exe' : 'toxiproxy';

export const toxiproxy = {
  name: 'Toxiproxy',
  missing: (env) =>
    existsSync(join(cacheRoot(env), KEY, FILE)) || hasGo(env)
      ? undefined
      : new GoMissingError('Toxiproxy').message,
  prepare: toxiproxyBinary,
  start: startToxiproxy,
};

async function toxiproxyBinary({ log = console.error } = {}) {
  const directory = await cached(KEY, (draft) =>
    buildGoCommand({
      name: 'Toxiproxy',
      module: `github.com/Shopify/toxiproxy/v2@v${VERSION}`,
      package: './cmd/server',
      output: join(draft, FILE),
      log,
      takes: 'it takes a quarter of a minute on two cores',
    }),
  );
  return join(directory, FILE);
}

/** Resolves to `{ port, directory, output, stop }`: `port` is that of its API, `toxic-proxy.ts` is its client. */
async function startToxiproxy() {
  const command = await toxiproxyBinary();
  return startLocalServer('Toxiproxy', 1, async ({ ports: [port], run }) => {
    const server = run({ command, args: ['-host', '127.0.0.1', '-port', String(port)] });
    await server.waitUntil(() => fetch(`http://127.0.0.1:${port}/version`).catch(() => undefined));
  });
}
