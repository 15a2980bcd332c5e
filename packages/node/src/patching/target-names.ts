/**
 * The modules that something is patched in, by name: all that a start knows of them. Files, versions and patches come with the
 * first of them that the application loads (`target-patches.ts`). A test holds the names against the tables.
 */

import type { InstrumentationName } from '../config/instrumentation-names.ts';

export const PACKAGES: readonly string[] = [
  '@aws-sdk/middleware-stack',
  '@aws-sdk/smithy-client',
  '@cucumber/cucumber',
  '@grpc/grpc-js',
  '@hapi/hapi',
  '@nestjs/core',
  '@node-redis/client',
  '@redis/client',
  '@smithy/core',
  '@smithy/middleware-stack',
  '@smithy/smithy-client',
  'amqplib',
  'bunyan',
  'cassandra-driver',
  'connect',
  'dataloader',
  'express',
  'generic-pool',
  'graphql',
  'hono',
  'ioredis',
  'kafkajs',
  'knex',
  'koa',
  'lru-memoizer',
  'memcached',
  'mongodb',
  'mongoose',
  'mysql',
  'mysql2',
  'openai',
  'oracledb',
  'pg',
  'pg-pool',
  'pino',
  'redis',
  'restify',
  'router',
  'socket.io',
  'tedious',
  'winston',
];

/** Node's own, each with its instrumentation: programs load some of them whose instrumentation is off. */
export const BUILTINS: readonly (readonly [module: string, name: InstrumentationName])[] = [
  ['node:dns', 'dns'],
  ['node:dns/promises', 'dns'],
  ['node:fs', 'fs'],
  ['node:fs/promises', 'fs'],
  ['node:http', 'http'],
  ['node:http2', 'http'],
  ['node:https', 'http'],
  ['node:net', 'net'],
  ['node:sqlite', 'node-sqlite'],
];

/** @param isOn which of Node's modules are watched */
export function targetNames(isOn: (name: InstrumentationName) => boolean): string[] {
  return [...PACKAGES, ...BUILTINS.filter(([, name]) => isOn(name)).map(([module]) => module)];
}
