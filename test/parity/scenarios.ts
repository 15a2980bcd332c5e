/** What is run under every engine. Each row is a file in `scenarios/`; README.md says what such a file has to be. */

import type { ModuleSystem } from './engines.ts';
import type { ServerName } from './servers.ts';

export interface Scenario {
  readonly name: string;
  /** In `scenarios/`. A `.cjs` file exports `run`; an `.mjs` file too, and is for what only an ES module can do. */
  readonly file: string;
  /** Upstream's instrumentations, by the end of their names, whose spans this is about. */
  readonly covers: readonly string[];
  /** @default both for a `.cjs` file, `esm` for an `.mjs` file */
  readonly modules?: readonly ModuleSystem[];
  /** Servers that must run; `kit.port(name)` tells the scenario where. */
  readonly needs?: readonly ServerName[];
  /** Beside the harness's own environment, for all engines. */
  readonly env?: Readonly<Record<string, string>>;
}

/** For libraries whose server we play ourselves: the requests to it have scenarios of their own. */
const WITHOUT_HTTP = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'dns,net,http,undici' };

export const scenarios: readonly Scenario[] = [
  { name: 'http', file: 'http.cjs', covers: ['http'] },

  { name: 'redis', file: 'redis.cjs', covers: ['redis'], needs: ['redis'] },
  { name: 'redis 5', file: 'redis-5/redis.cjs', covers: ['redis'], needs: ['redis'] },
  { name: 'redis 4', file: 'redis-4/redis.cjs', covers: ['redis'], needs: ['redis'] },
  { name: 'redis 3', file: 'redis-3/redis.cjs', covers: ['redis'], needs: ['redis'] },
  { name: 'ioredis', file: 'ioredis.cjs', covers: ['ioredis'], needs: ['redis'] },
  { name: 'pg', file: 'pg.cjs', covers: ['pg'], needs: ['postgres'] },
  { name: 'pg-pool', file: 'pg-pool.cjs', covers: ['pg'], needs: ['postgres'] },
  { name: 'knex', file: 'knex.cjs', covers: ['knex', 'pg'], needs: ['postgres'] },
  { name: 'mysql', file: 'mysql.cjs', covers: ['mysql'], needs: ['mariadb'] },
  { name: 'mysql2', file: 'mysql2.cjs', covers: ['mysql2'], needs: ['mariadb'] },
  { name: 'mongodb', file: 'mongodb.cjs', covers: ['mongodb'], needs: ['mongo'] },
  { name: 'mongodb 6', file: 'mongodb-6/mongodb.cjs', covers: ['mongodb'], needs: ['mongo'] },
  { name: 'mongoose', file: 'mongoose.cjs', covers: ['mongoose', 'mongodb'], needs: ['mongo'] },
  { name: 'memcached', file: 'memcached.cjs', covers: ['memcached'], needs: ['memcached'] },
  { name: 'amqplib', file: 'amqplib.cjs', covers: ['amqplib'], needs: ['rabbitmq'] },
  {
    name: 'kafkajs',
    file: 'kafkajs.cjs',
    covers: ['kafkajs'],
    needs: ['kafka'],
    // It gives Node a negative timeout now and then, which Node warns of, which is a log record.
    env: { NODE_NO_WARNINGS: '1' },
  },
  { name: 'cassandra-driver', file: 'cassandra-driver.cjs', covers: ['cassandra-driver'] },
  { name: 'tedious', file: 'tedious.cjs', covers: ['tedious'] },
  { name: 'oracledb', file: 'oracledb.cjs', covers: ['oracledb'] },
  { name: 'nats', file: 'nats.cjs', covers: [], needs: ['nats'] },
  { name: 'generic-pool', file: 'generic-pool.cjs', covers: ['generic-pool'] },
  { name: 'dataloader', file: 'dataloader.cjs', covers: ['dataloader'] },
  { name: 'lru-memoizer', file: 'lru-memoizer.cjs', covers: ['lru-memoizer'] },
  { name: 'aws-sdk', file: 'aws-sdk.cjs', covers: ['aws-sdk'], env: { ...WITHOUT_HTTP } },
  {
    name: 'openai',
    file: 'openai.cjs',
    covers: ['openai'],
    // Its log records; what becomes of such on a span is for the scenarios of loggers.
    env: { ...WITHOUT_HTTP, WAYMARK_LOGS_ON_SPANS: 'off', WAYMARK_REQUEST_ID: 'off' },
  },
];

/** The module systems a scenario runs in. */
export function modulesOf({ file, modules }: Scenario): readonly ModuleSystem[] {
  return modules ?? (file.endsWith('.mjs') ? ['esm'] : ['cjs', 'esm']);
}
