/**
 * The databases, caches and brokers that instrumented clients are tested against, and receivers of telemetry, by name. Plain JavaScript
 * for Node 20: it is prepared before anything is installed.
 */
import { collector } from './collector.mjs';
import { elasticsearch } from './elasticsearch.mjs';
import { kafka } from './kafka.mjs';
import { leftOut } from './left-out.mjs';
import { mariadb } from './mariadb.mjs';
import { memcached } from './memcached.mjs';
import { mongo } from './mongo.mjs';
import { nats } from './nats.mjs';
import { nginx } from './nginx.mjs';
import { opensearch } from './opensearch.mjs';
import { postgres } from './postgres.mjs';
import { rabbitmq } from './rabbitmq.mjs';
import { redis } from './redis.mjs';
import { rsyslog } from './rsyslog.mjs';
import { sns } from './sns.mjs';
import { sqs } from './sqs.mjs';
import { syslogNg } from './syslog-ng.mjs';
import { toxiproxy } from './toxiproxy.mjs';
import { zipkin } from './zipkin.mjs';

const SERVERS = {
  collector,
  elasticsearch,
  kafka,
  mariadb,
  memcached,
  mongo,
  nats,
  nginx,
  opensearch,
  postgres,
  rabbitmq,
  redis,
  rsyslog,
  sns,
  sqs,
  'syslog-ng': syslogNg,
  toxiproxy,
  zipkin,
};

export const SERVER_NAMES = Object.keys(SERVERS);

/**
 * Starts the server called `name` on free ports of loopback; what it resolves to, and what it takes, stand with
 * its start function.
 */
export const startServer = (name, options) => SERVERS[name].start(options);

/** Why the server called `name` is not to be had here, in sentences, or undefined. */
export const missingServer = (name, env = process.env) => SERVERS[name].missing(env);

/** Fetches the server called `name`, unless it is in the cache already; `log` is told what. */
export const prepareServer = (name, options) => SERVERS[name].prepare(options);

/**
 * What a test passes as `skip`: false where the server is to be had, else the sentence that says what is left
 * out and why. Throws that sentence under WAYMARK_REQUIRE_BACKENDS=1.
 */
export function skipWithoutServer(name, env = process.env) {
  const missing = missingServer(name, env);
  if (!missing) return false;
  return leftOut(`no ${SERVERS[name].name} to test against. ${missing}`, env);
}

/** Fetches whatever can be had here and is not in the cache yet, all at once. */
export async function prepareServers({ log = console.error } = {}) {
  const wanted = SERVER_NAMES.filter((name) => !skipWithoutServer(name));
  await Promise.all(wanted.map((name) => prepareServer(name, { log })));
}
