/** The Jaeger v2 command, built once and kept in the cache. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cached, cacheRoot } from './cache.mjs';
import { buildGoCommand, GoMissingError, hasGo } from './go-module.mjs';
import { leftOut } from './left-out.mjs';

/** Jaeger v2 is versioned 1.x as a Go module: this is the commit of v2.13.0, the newest that the proxy has. */
export const JAEGER_VERSION = '2.13.0';
const MODULE = 'github.com/jaegertracing/jaeger@v1.76.0';

const KEY = `jaeger-${JAEGER_VERSION}-${process.platform}-${process.arch}`;
const FILE = process.platform === 'win32' ? 'jaeger.exe' : 'jaeger';

/**
 * Path of the `jaeger` executable of this platform. The first call builds it (minutes), later ones find it.
 * Throws `GoMissingError` where there is no Go and nothing in the cache.
 */
export async function jaegerBinary({ log = console.error } = {}) {
  const directory = await cached(KEY, (draft) =>
    buildGoCommand({
      name: 'Jaeger',
      module: MODULE,
      package: './cmd/jaeger',
      output: join(draft, FILE),
      log,
    }),
  );
  return join(directory, FILE);
}

/**
 * What a test passes as `skip`: false where Jaeger is to be had, else the sentence that says what is left
 * out and how to get it. Throws that sentence under WAYMARK_REQUIRE_BACKENDS=1.
 */
export function skipWithoutJaeger(env = process.env) {
  if (existsSync(join(cacheRoot(env), KEY, FILE)) || hasGo(env)) return false;
  return leftOut(`no real Jaeger to test against. ${new GoMissingError('Jaeger').message}`, env);
}
