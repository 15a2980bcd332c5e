/**
 * Where upstream's patch of each package shows: a function that it wraps, or `true` from something that only patched
 * exports do. Of several, any: old and new versions have it in different places.
 *
 * Each is given what the package exports and `inside`, for files that it does not; undefined for
 * one that this version does not have.
 */

const { channel } = require('node:diagnostics_channel');

module.exports = {
  'node:dns': (m) => m.lookup,
  'node:dns/promises': (m) => m.lookup,
  'node:fs': (m) => m.readFile,
  'node:fs/promises': (m) => m.readFile,
  'node:http': (m) => m.get,
  'node:https': (m) => m.get,
  'node:net': (m) => m.Socket.prototype.connect,
  '@aws-sdk/middleware-stack': (m) => m.constructStack,
  '@aws-sdk/smithy-client': (m) => m.Client.prototype.send,
  '@cucumber/cucumber': (m) => m.Before,
  '@grpc/grpc-js': (m) => m.Client.prototype.makeUnaryRequest,
  '@hapi/hapi': (m) => m.server,
  '@nestjs/core': (_, inside) => inside('nest-factory.js').NestFactory.create,
  '@node-redis/client': (_, inside) => inside('dist/lib/client/index.js').default.prototype.sendCommand,
  '@redis/client': (_, inside) => inside('dist/lib/client/index.js').default.prototype.sendCommand,
  '@smithy/core': (_, inside) => inside('dist-cjs/submodules/client/index.js').Client.prototype.send,
  '@smithy/middleware-stack': (m) => m.constructStack().resolve,
  '@smithy/smithy-client': (m) => m.Client.prototype.send,
  amqplib: (_, inside) => inside('lib/channel_model.js').Channel.prototype.publish,
  bunyan: (m) => m.createLogger,
  'cassandra-driver': (m) => m.Client.prototype.batch,
  connect: (m) => m().use,
  dataloader: (m) => m.prototype.load,
  express: (m) => m.application.use,
  'generic-pool': (m) => [m.Pool, m.Pool.prototype?.acquire],
  graphql: (m) => m.parse,
  ioredis: (m) => m.prototype.sendCommand,
  kafkajs: (m) => m.Kafka.prototype.producer,
  knex: (m) => m.Client.prototype.queryBuilder,
  koa: (m) => m.prototype.use,
  'lru-memoizer': (m) => m({ load: () => {}, hash: () => '', max: 1 }).length === 0,
  memcached: (m) => m.prototype.command,
  mongodb: (_, inside) => [
    inside('lib/core/wireprotocol/index.js')?.insert,
    inside('lib/cmap/connection.js')?.Connection?.prototype.command,
  ],
  mongoose: (m) => m.Aggregate.prototype.exec,
  mysql: (m) => m.createConnection,
  mysql2: (m) => m.Connection.prototype.query,
  openai: (m) => (m.OpenAI ?? m).Embeddings.prototype.create,
  oracledb: (m) => m.traceHandler.isEnabled(),
  pg: (m) => m.Client.prototype.query,
  'pg-pool': (m) => m.prototype.connect,
  pino: (m) => m()[m.symbols.mixinSym] !== undefined,
  redis: (m) => m.createClient,
  restify: (m) => m.createServer().get,
  router: (_, inside) => {
    const { handle_request, handleRequest } = inside('lib/layer.js').prototype;
    return [handle_request, handleRequest];
  },
  'socket.io': (m) => [m.prototype?.on, m.Server?.prototype.on],
  tedious: (m) => m.Connection.prototype.connect,
  undici(m) {
    m.request('http://127.0.0.1:9/').catch(() => {});
    return channel('undici:request:trailers').hasSubscribers;
  },
  winston: (m, inside) => [m.Logger?.prototype.log, inside('lib/winston/logger.js').prototype?.write],
};
