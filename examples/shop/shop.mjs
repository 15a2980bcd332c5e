/** Starts the whole shop: database, payments, orders, storefront. */
import { fileURLToPath } from 'node:url';
import { startServerProcess } from '../../scripts/server-process.mjs';
import { onFreePorts } from '../../test/backends/free-ports.mjs';
import { startPostgres } from './postgres.mjs';

/**
 * Resolves to `{ url, services, databaseDirectory, stop }` when the storefront takes requests at `url`. Nothing is left running
 * when it rejects.
 *
 * @param {{ node?: string, flags?: string[], env?: Record<string, string>,
 *   onLine?: (service: string, line: string) => void }} options
 *   `node` runs the services, with `flags` (say `['--require', register]`) and `env` added to ours.
 */
export async function startShop({ node = process.execPath, flags = [], env = {}, onLine } = {}) {
  const services = {};
  let database;
  const stop = async () => {
    // The front first, so that nobody calls a service that is gone.
    for (const name of Object.keys(services).reverse()) await services[name].stop();
    await database?.stop();
  };
  const start = async (name, file, variables = {}) => {
    const server = startServerProcess(name, {
      command: node,
      args: [...flags, fileURLToPath(new URL(`${name}/${file}`, import.meta.url))],
      env: { ...process.env, ...env, ...variables, PORT: '0' },
      onLine: onLine && ((line) => onLine(name, line)),
    });
    services[name] = server;
    const [, url] = await server.waitForLine(/listening on (http:\/\/127\.0\.0\.1:\d+)/);
    return url;
  };
  try {
    const paymentsReady = start('payments', 'server.cjs');
    // Both may fail; the one that is not awaited first must not become an unhandled rejection.
    paymentsReady.catch(() => {});
    database = await onFreePorts(1, ([port]) => startPostgres({ port }));
    const PAYMENTS_URL = await paymentsReady;
    const ORDERS_URL = await start('orders', 'server.mjs', { PAYMENTS_URL, DATABASE_URL: database.url });
    const url = await start('storefront', 'server.cjs', { ORDERS_URL });
    return { url, services, databaseDirectory: database.directory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
