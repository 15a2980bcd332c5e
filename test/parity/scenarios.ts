/** What is run under every engine. Each row is a file in `scenarios/`; README.md says what such a file has to be. */

import { join } from 'node:path';
import type { ModuleSystem } from './engines.ts';
import type { ServerName } from './servers.ts';

export interface Scenario {
  readonly name: string;
  /** In `scenarios/`. A `.cjs` file exports `run`; an `.mjs` file too, and is for what only an ES module can do. */
  readonly file: string;
  /** Upstream's instrumentations, by the end of their names, whose spans this is about. */
  readonly covers: readonly string[];
  /** Whether it is about a framework that has spans of layers with `WAYMARK_SPANS=full`, under which it is run as well. */
  readonly layers?: boolean;
  /** @default both for a `.cjs` file, `esm` for an `.mjs` file */
  readonly modules?: readonly ModuleSystem[];
  /** Servers that must run; `kit.port(name)` tells the scenario where. */
  readonly needs?: readonly ServerName[];
  /** Beside the harness's own environment, for all engines. */
  readonly env?: Readonly<Record<string, string>>;
}

/** For libraries whose server we play ourselves: the requests to it have scenarios of their own. */
const WITHOUT_HTTP = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'dns,net,http,undici' };

/** Metrics are compared as well. */
const MEASURED = { OTEL_METRICS_EXPORTER: 'otlp' };

/** What is off by default, and nothing else. */
const only = (name: string) => ({
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: name,
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: '',
});

export const scenarios: readonly Scenario[] = [
  { name: 'http', file: 'http.cjs', covers: ['http'], env: MEASURED },
  { name: 'http client', file: 'http-client.cjs', covers: ['http'], env: MEASURED },
  { name: 'https', file: 'https.cjs', covers: ['http'] },
  { name: 'fetch', file: 'fetch.cjs', covers: ['undici', 'http'], env: MEASURED },
  { name: 'express 5', file: 'express.cjs', covers: ['express', 'router'], layers: true },
  { name: 'express 4', file: 'express-4/express.cjs', covers: ['express'], layers: true },
  { name: 'router', file: 'router.cjs', covers: ['router'], layers: true },
  { name: 'fastify', file: 'fastify.cjs', covers: [] },
  { name: 'koa', file: 'koa.cjs', covers: ['koa'], layers: true },
  { name: 'hapi', file: 'hapi.cjs', covers: ['hapi'], layers: true },
  { name: 'connect', file: 'connect.cjs', covers: ['connect'], layers: true },
  { name: 'restify', file: 'restify.cjs', covers: ['restify'], layers: true },
  { name: 'nestjs', file: 'nestjs.cjs', covers: ['nestjs-core', 'express', 'router'], layers: true },
  { name: 'nestjs on fastify', file: 'nestjs-fastify.cjs', covers: ['nestjs-core'], layers: true },
  { name: 'hono', file: 'hono.cjs', covers: [] },
  { name: 'graphql', file: 'graphql.cjs', covers: ['graphql'] },
  { name: 'static imports', file: 'static-imports.mjs', covers: ['http', 'koa', 'graphql'] },
  { name: 'grpc', file: 'grpc.cjs', covers: ['grpc'] },
  { name: 'socket.io', file: 'socket.io.cjs', covers: ['socket.io'] },
  { name: 'cucumber', file: 'cucumber.cjs', covers: ['cucumber'] },
  { name: 'pino', file: 'pino.cjs', covers: ['pino'] },
  { name: 'winston', file: 'winston.cjs', covers: ['winston'] },
  { name: 'bunyan', file: 'bunyan.cjs', covers: ['bunyan'] },
  {
    name: 'aws-lambda',
    file: 'aws-lambda.cjs',
    covers: ['aws-lambda'],
    env: {
      AWS_LAMBDA_FUNCTION_NAME: 'shop',
      LAMBDA_TASK_ROOT: join(import.meta.dirname, 'scenarios/lambda'),
      _HANDLER: 'handler.handle',
    },
  },
  {
    name: 'runtime',
    file: 'runtime.cjs',
    covers: [],
    env: { ...MEASURED, OTEL_METRIC_EXPORT_INTERVAL: '500', OTEL_METRIC_EXPORT_TIMEOUT: '500' },
  },
  { name: 'fs', file: 'fs.cjs', covers: ['fs'], env: only('fs') },
  { name: 'dns', file: 'dns.cjs', covers: ['dns'], env: only('dns') },
  { name: 'net', file: 'net.cjs', covers: ['net'], env: only('net') },

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
  { name: 'openai', file: 'openai.cjs', covers: ['openai'], env: { ...WITHOUT_HTTP } },
];

/** The module systems a scenario runs in. */
export function modulesOf({ file, modules }: Scenario): readonly ModuleSystem[] {
  return modules ?? (file.endsWith('.mjs') ? ['esm'] : ['cjs', 'esm']);
}
