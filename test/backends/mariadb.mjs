/** MariaDB, from the distribution's package. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianEnv, debianPackages, missingDebianPackages } from './debian-packages.mjs';
import { finish } from './finish.mjs';
import { isRoot, startLocalServer } from './local-server.mjs';

export const mariadb = {
  name: 'MariaDB',
  missing: missingDebianPackages,
  prepare: debianPackages,
  start: startMariadb,
};

/** What a client logs in with. */
const LOGIN = { user: 'app', password: 'secret', database: 'shop' };
/** Who may do everything, in statements of one line each. */
const SETUP = `create database ${LOGIN.database};
create user ${LOGIN.user}@'127.0.0.1' identified by '${LOGIN.password}';
grant all on *.* to ${LOGIN.user}@'127.0.0.1';
`;
/** In the order in which `mariadb-install-db` feeds them; the help pages and functions for maps are left out. */
const SYSTEM_TABLES = [
  'mysql_system_tables.sql',
  'mysql_system_tables_data.sql',
  'mysql_performance_tables.sql',
];

/** Resolves to `{ port, user, password, database, directory, output, stop }`; the user may do everything. */
async function startMariadb() {
  const root = await debianPackages();
  const server = await startLocalServer('MariaDB', 1, async ({ directory, ports: [port], run }) => {
    const options = optionsOf(root, directory);
    await createSystemTables(root, options);
    const setup = join(directory, 'setup.sql');
    await writeFile(setup, SETUP);
    const args = [...options, '--bind-address=127.0.0.1', `--port=${port}`, `--init-file=${setup}`];
    args.push(
      `--socket=${join(directory, 'socket')}`,
      `--pid-file=${join(directory, 'pid')}`,
      '--skip-name-resolve',
    );
    await run({ command: commandOf(root), args, env: debianEnv(root) }).waitForLine(/ready for connections/);
  });
  return { ...server, ...LOGIN };
}

/** Small files, and none of them written to disk at once. As root, since the cache is out of others' reach. */
function optionsOf(root, directory) {
  const share = join(root, 'usr/share/mysql');
  return [
    '--no-defaults',
    `--datadir=${directory}`,
    `--lc-messages-dir=${share}`,
    `--character-sets-dir=${join(share, 'charsets')}`,
    `--plugin-dir=${join(root, 'usr/lib/mysql/plugin')}`,
    '--innodb-log-file-size=4M',
    '--innodb-flush-log-at-trx-commit=0',
    ...(isRoot() ? ['--user=root'] : []),
  ];
}

async function createSystemTables(root, options) {
  const files = SYSTEM_TABLES.map((name) => readFile(join(root, 'usr/share/mysql', name), 'utf8'));
  const input = ['create database mysql;\nuse mysql;\n', ...(await Promise.all(files))].join('\n');
  await finish(commandOf(root), [...options, '--bootstrap'], { env: debianEnv(root), input });
}

const commandOf = (root) => join(root, 'usr/sbin/mariadbd');
