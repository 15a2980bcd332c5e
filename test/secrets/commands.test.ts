/** What is sent to databases is in no statement that leaves: by real servers, whatever their instrumentations were told. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runNode } from '@waymark/testing';
import { type LocalServer, type ServerName, skipWithoutServer, startServer } from '../backends/servers.mjs';
import { foundIn, plantedIn, startCatcher } from './catcher.ts';

const app = fileURLToPath(new URL('commands.cjs', import.meta.url));
const NODE_PATH = fileURLToPath(new URL('../../node_modules', import.meta.url));

const servers = new Map<ServerName, Promise<LocalServer>>();
after(async () => {
  for (const server of servers.values()) await (await server).stop();
});

async function portOf(name: ServerName): Promise<string> {
  const server = servers.get(name) ?? startServer(name);
  servers.set(name, server);
  return String((await server).port);
}

interface Row {
  readonly server?: ServerName;
  readonly drivers: readonly string[];
  /** What would write values. */
  readonly unsafe: Record<string, string>;
  /** What is told of the commands. */
  readonly told: readonly string[];
}

const rows: Row[] = [
  {
    server: 'postgres',
    drivers: ['pg', 'knex'],
    unsafe: { WAYMARK_INSTRUMENTATION_PG: 'enhancedDatabaseReporting=true' },
    told: ['SELECT ? AS one, ? AS two', 'SELECT $1::text AS bound', 'SELECT $1::text AS prepared'],
  },
  {
    server: 'mariadb',
    drivers: ['mysql2', 'mysql'],
    unsafe: {
      WAYMARK_INSTRUMENTATION_MYSQL2: 'maskStatement=false',
      WAYMARK_INSTRUMENTATION_MYSQL: 'enhancedDatabaseReporting=true',
    },
    told: ['SELECT ? AS one', 'SELECT ? AS bound', 'SELECT ? AS executed'],
  },
  {
    server: 'redis',
    drivers: ['redis', 'ioredis'],
    unsafe: {},
    told: ['user:1', 'user:3 name'],
  },
  {
    server: 'memcached',
    drivers: ['memcached'],
    unsafe: { WAYMARK_INSTRUMENTATION_MEMCACHED: 'enhancedDatabaseReporting=true' },
    told: ['memcached'],
  },
  {
    drivers: ['graphql'],
    unsafe: { WAYMARK_INSTRUMENTATION_GRAPHQL: 'allowValues=true' },
    told: ['query Login'],
  },
];

for (const engine of ['waymark', 'upstream']) {
  for (const { server, drivers, unsafe, told } of rows) {
    const skip = server !== undefined && skipWithoutServer(server);
    test(`${engine}: what ${drivers.join(' and ')} send is told without its values`, { skip }, async () => {
      await using catcher = await startCatcher();
      const port = server === undefined ? {} : { [`${server.toUpperCase()}_PORT`]: await portOf(server) };
      const run = async (env: Record<string, string>) =>
        runNode(app, {
          register: 'require',
          args: drivers,
          env: {
            NODE_PATH,
            OTEL_EXPORTER_OTLP_ENDPOINT: catcher.url,
            WAYMARK_ENGINE: engine,
            ...port,
            ...env,
          },
        });
      const { code, stdout, stderr } = await run(unsafe);
      assert.equal(code, 0, stderr);
      for (const text of told) assert.ok(catcher.text.includes(text), `${text}: ${stderr}`);
      assert.deepEqual(foundIn(catcher.text, plantedIn(stdout)), []);
      // One line for each that is not followed.
      const lines = stderr.split('\n').filter((line) => line.includes(' are not followed: '));
      assert.equal(lines.length, Object.keys(unsafe).length, stderr);
      // And without redaction they would be.
      const leaking = await run({ ...unsafe, WAYMARK_REDACTION: 'off' });
      assert.notDeepEqual(foundIn(catcher.text, plantedIn(leaking.stdout)), []);
    });
  }
}
