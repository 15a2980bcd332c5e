/** PostgreSQL, the one that the shop runs on, with the npm package that it brings. */
import { onFreePorts } from './free-ports.mjs';

export const postgres = {
  name: 'PostgreSQL',
  missing: () => {
    if (['linux', 'darwin'].includes(process.platform) && ['x64', 'arm64'].includes(process.arch))
      return undefined;
    return 'Its npm package has no build for this platform.';
  },
  // npm installs it with everything else.
  prepare: async () => {},
  start: startPostgres,
};

/** Resolves to `{ port, url, directory, stop }`; the URL holds user, password and database. */
async function startPostgres() {
  // Imported late: this file is read before anything is installed.
  const shop = await import('../../examples/shop/postgres.mjs');
  return onFreePorts(1, async ([port]) => ({ port, ...(await shop.startPostgres({ port })) }));
}
