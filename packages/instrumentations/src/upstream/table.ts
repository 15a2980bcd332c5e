/** Which chunk is loaded for which module: all that is known of upstream's instrumentations before one is needed. */

import type { ChunkName } from './classes.ts';

export interface UpstreamTarget {
  chunk: ChunkName;
  /** A package, or a module of Node's as `node:http`. */
  module: string;
  /** As in `>=8.0.3 <9`; absent for Node's own modules. */
  versions?: string;
  /** Files inside the package; an empty name is the main file. @default the main file alone */
  files?: readonly string[];
  /** What may be replaced where the package's entry is an ES module; see `ModulePatch.esm`. */
  esm?: readonly string[];
}

const MAIN = '';
const REDIS = ['client/multi-command', 'client/index', 'cluster/index', 'cluster/multi-command'].map(
  (name) => `dist/lib/${name}.js`,
);

/** A test holds it against what upstream's classes say of themselves. */
export const upstreamTable: readonly UpstreamTarget[] = [
  {
    chunk: 'amqplib',
    module: 'amqplib',
    versions: '>=0.5.5 <3',
    files: ['lib/channel_model.js', 'lib/connect.js', 'lib/callback_model.js'],
  },
  {
    chunk: 'aws-sdk',
    module: '@aws-sdk/middleware-stack',
    versions: '>=3.1.0 <3.35.0',
    files: ['dist/cjs/MiddlewareStack.js'],
  },
  {
    chunk: 'aws-sdk',
    module: '@aws-sdk/middleware-stack',
    versions: '>=3.35.0',
    files: ['dist-cjs/MiddlewareStack.js'],
  },
  { chunk: 'aws-sdk', module: '@smithy/middleware-stack', versions: '>=2.0.0' },
  {
    chunk: 'aws-sdk',
    module: '@smithy/core',
    versions: '>=3.24.0',
    files: ['dist-cjs/submodules/client/index.js'],
  },
  { chunk: 'aws-sdk', module: '@aws-sdk/smithy-client', versions: '^3.1.0' },
  { chunk: 'aws-sdk', module: '@smithy/smithy-client', versions: '>=1.0.3' },
  { chunk: 'bunyan', module: 'bunyan', versions: '>=1.0.0 <2' },
  {
    chunk: 'cassandra-driver',
    module: 'cassandra-driver',
    versions: '>=4.4.0 <5',
    files: [MAIN, 'lib/request-execution.js'],
  },
  { chunk: 'connect', module: 'connect', versions: '>=3.0.0 <4' },
  {
    chunk: 'cucumber',
    module: '@cucumber/cucumber',
    versions: '>=8.0.0 <13',
    files: [MAIN, 'lib/runtime/test_case_runner.js'],
  },
  { chunk: 'dataloader', module: 'dataloader', versions: '>=2.0.0 <3' },
  { chunk: 'dns', module: 'node:dns' },
  { chunk: 'dns', module: 'node:dns/promises' },
  { chunk: 'express', module: 'express', versions: '>=4.0.0 <6' },
  { chunk: 'fs', module: 'node:fs' },
  { chunk: 'fs', module: 'node:fs/promises' },
  { chunk: 'generic-pool', module: 'generic-pool', versions: '>=3.0.0 <4' },
  { chunk: 'generic-pool', module: 'generic-pool', versions: '>=2.4.0 <3' },
  { chunk: 'generic-pool', module: 'generic-pool', versions: '>=2.0.0 <2.4' },
  {
    chunk: 'graphql',
    module: 'graphql',
    versions: '>=14.0.0 <17',
    files: ['execution/execute.js', 'language/parser.js', 'validation/validate.js'],
  },
  { chunk: 'grpc', module: '@grpc/grpc-js', versions: '^1.0.0' },
  { chunk: 'hapi', module: '@hapi/hapi', versions: '>=17.0.0 <22' },
  { chunk: 'http', module: 'node:https' },
  { chunk: 'http', module: 'node:http' },
  { chunk: 'ioredis', module: 'ioredis', versions: '>=2.0.0 <7' },
  {
    chunk: 'kafkajs',
    module: 'kafkajs',
    versions: '>=0.3.0 <3',
    files: [MAIN, 'src/producer/index.js', 'src/consumer/index.js'],
  },
  {
    chunk: 'knex',
    module: 'knex',
    versions: '>=0.10.0 <4',
    files: ['src/client.js', 'lib/client.js', 'src/runner.js', 'lib/runner.js', 'lib/execution/runner.js'],
  },
  { chunk: 'koa', module: 'koa', versions: '>=2.0.0 <4' },
  { chunk: 'lru-memoizer', module: 'lru-memoizer', versions: '>=1.3 <4' },
  { chunk: 'memcached', module: 'memcached', versions: '>=2.2.0 <3' },
  { chunk: 'mongodb', module: 'mongodb', versions: '>=3.3.0 <4', files: ['lib/core/wireprotocol/index.js'] },
  {
    chunk: 'mongodb',
    module: 'mongodb',
    versions: '>=4.0.0 <8',
    files: ['lib/cmap/connection.js', 'lib/cmap/connect.js', 'lib/sessions.js'],
  },
  { chunk: 'mongodb', module: 'mongodb', versions: '>=4.0.0 <6.4', files: ['lib/cmap/connection_pool.js'] },
  { chunk: 'mongoose', module: 'mongoose', versions: '>=5.9.7 <10' },
  { chunk: 'mysql', module: 'mysql', versions: '>=2.0.0 <3' },
  {
    chunk: 'mysql2',
    module: 'mysql2',
    versions: '>=1.4.2 <4',
    files: [MAIN, 'promise.js', 'lib/connection.js'],
  },
  {
    chunk: 'nestjs-core',
    module: '@nestjs/core',
    versions: '>=4.0.0 <12',
    files: ['nest-factory.js', 'router/router-execution-context.js'],
  },
  { chunk: 'net', module: 'node:net' },
  { chunk: 'openai', module: 'openai', versions: '>=4.19.0 <7', esm: ['OpenAI', 'default'] },
  { chunk: 'oracledb', module: 'oracledb', versions: '>=6.7 <8' },
  {
    chunk: 'pg',
    module: 'pg',
    versions: '>=8.0.3 <9',
    files: [MAIN, 'lib/client.js', 'lib/native/client.js'],
  },
  { chunk: 'pg', module: 'pg-pool', versions: '>=2.0.0 <4' },
  { chunk: 'pino', module: 'pino', versions: '>=5.14.0 <11' },
  { chunk: 'redis', module: 'redis', versions: '>=2.6.0 <4' },
  { chunk: 'redis', module: '@redis/client', versions: '^1.0.0', files: ['dist/lib/commander.js'] },
  {
    chunk: 'redis',
    module: '@redis/client',
    versions: '^1.0.0 || ^5.0.0 || ^6.0.0',
    files: [MAIN, ...REDIS],
  },
  { chunk: 'redis', module: '@node-redis/client', versions: '^1.0.0', files: ['dist/lib/commander.js'] },
  {
    chunk: 'redis',
    module: '@node-redis/client',
    versions: '^1.0.0 || ^5.0.0 || ^6.0.0',
    files: [MAIN, ...REDIS],
  },
  { chunk: 'restify', module: 'restify', versions: '>=4.1.0 <13', files: [MAIN, 'lib/server.js'] },
  { chunk: 'router', module: 'router', versions: '>=1.0.0 <3', files: [MAIN, 'lib/layer.js'] },
  { chunk: 'socket.io', module: 'socket.io', versions: '>=3 <5' },
  { chunk: 'socket.io', module: 'socket.io', versions: '>=3 <5', files: ['dist/socket.js'] },
  { chunk: 'socket.io', module: 'socket.io', versions: '>=4 <5', files: ['dist/broadcast-operator.js'] },
  { chunk: 'socket.io', module: 'socket.io', versions: '<4', files: ['dist/namespace.js'] },
  {
    chunk: 'socket.io',
    module: 'socket.io',
    versions: '2',
    files: [MAIN, 'lib/namespace.js', 'lib/socket.js'],
  },
  { chunk: 'tedious', module: 'tedious', versions: '>=1.11.0 <21' },
  { chunk: 'winston', module: 'winston', versions: '>=3 <4', files: [MAIN, 'lib/winston/logger.js'] },
  { chunk: 'winston', module: 'winston', versions: '>=1 <3', files: [MAIN, 'lib/winston/logger.js'] },
];
