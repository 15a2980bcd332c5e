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
  '@nestjs/common',
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
  'consola',
  'dataloader',
  'express',
  'generic-pool',
  'graphql',
  'hono',
  'ioredis',
  'kafkajs',
  'knex',
  'koa',
  'log4js',
  'loglevel',
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
  'roarr',
  'router',
  'signale',
  'socket.io',
  'tedious',
  'tslog',
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

/** Packages that many programs load and few ask for: not watched either while their instrumentation is off. */
export const OPT_IN: readonly (readonly [module: string, name: InstrumentationName])[] = [['debug', 'debug']];

/** @param isOn which of Node's modules are watched, and of those that are asked for */
export function targetNames(isOn: (name: InstrumentationName) => boolean): string[] {
  const watched = [...OPT_IN, ...BUILTINS].filter(([, name]) => isOn(name));
  return [...PACKAGES, ...watched.map(([module]) => module)];
}
