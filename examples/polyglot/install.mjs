/**
 * What npm does not bring: nginx, Kafka, Flask and OpenTelemetry Python from PyPI, the stock service built of its Go modules. All
 * stay in the cache outside of the checkout. Plain JavaScript for Node 20: tests fetch it before anything is installed.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, cacheRoot } from '../../test/backends/cache.mjs';
import { buildLocalGoCommand, GoMissingError, hasGo } from '../../test/backends/go-module.mjs';
import { missingPythonPackages, pythonPackages } from '../../test/backends/python-packages.mjs';
import { missingServer, prepareServer } from '../../test/backends/servers.mjs';

const REQUIREMENTS = fileURLToPath(new URL('checkout/requirements.txt', import.meta.url));
const SERVERS = { kafka: 'Kafka', nginx: 'nginx' };
const STOCK = fileURLToPath(new URL('stock', import.meta.url));

/** Why nginx, Kafka or the services in Python and Go cannot be had here, or undefined. */
export function missingStacks(env = process.env) {
  for (const [name, called] of Object.entries(SERVERS)) {
    const missing = missingServer(name, env);
    if (missing) return `${called}: ${missing}`;
  }
  const python = missingPythonPackages(REQUIREMENTS, env);
  if (python) return `The service \`checkout\`: ${python}`;
  if (existsSync(join(cacheRoot(env), stockKey())) || hasGo(env)) return undefined;
  return new GoMissingError('The service `stock`').message;
}

/**
 * Resolves to `{ pythonPath, stockCommand }`. The first call takes ten seconds for Python, and for Go half a minute, or two
 * where Jaeger, which needs most of the same modules, was not built before; later ones find both.
 */
export async function stacks({ log = console.error } = {}) {
  const build = (draft) =>
    buildLocalGoCommand({ name: 'stock', directory: STOCK, output: join(draft, 'stock'), log });
  const [pythonPath, stock] = await Promise.all([
    pythonPackages(REQUIREMENTS, { log }),
    cached(stockKey(), build),
    ...Object.keys(SERVERS).map((name) => prepareServer(name, { log })),
  ]);
  return { pythonPath, stockCommand: join(stock, 'stock') };
}

/** Another source is another command. */
function stockKey() {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum', 'main.go', 'request_id.go'])
    hash.update(readFileSync(join(STOCK, name)));
  return `polyglot-stock-${hash.digest('hex').slice(0, 12)}-${process.platform}-${process.arch}`;
}
