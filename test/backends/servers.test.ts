import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runNode } from '@waymark/testing';
import { isListening } from './local-server.mjs';
import {
  type LocalServer,
  SERVER_NAMES,
  type ServerName,
  skipWithoutServer,
  startServer,
} from './servers.mjs';

/** What to say in the server's own protocol, and what a real one answers. */
const GREETINGS: Partial<Record<ServerName, [say: string | Buffer, answer: RegExp]>> = {
  collector: [
    'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    /^HTTP\/1.1 200 OK.*"partialSuccess"/s,
  ],
  redis: ['PING\r\n', /^\+PONG/],
  memcached: ['version\r\n', /^VERSION \d/],
  nginx: ['GET / HTTP/1.0\r\n\r\n', /^HTTP\/1\.1 204/],
  nats: ['', /^INFO \{.*"jetstream":true/],
  mariadb: ['', /MariaDB/],
  rabbitmq: ['AMQP\0\0\x09\x01', /RabbitMQ/],
  // The request for encryption, answered with a plain no.
  postgres: [Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]), /^N/],
  // ApiVersions of version 0, whose answer starts with its length and our number.
  kafka: [Buffer.from('\0\0\0\x0a\0\x12\0\0ABCD\xff\xff', 'latin1'), /^.{4}ABCD/s],
  mongo: [isMaster(), /maxWireVersion/],
  sns: [
    'GET /?Action=ListTopics HTTP/1.0\r\nAuthorization: AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/sns/aws4_request\r\n\r\n',
    /<ListTopicsResponse/,
  ],
  sqs: [
    'POST / HTTP/1.0\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n\r\n{}',
    /^HTTP\/1.1 200 OK/,
  ],
  elasticsearch: [getHealth(), /X-elastic-product: Elasticsearch.*"status" ?: ?"green"/s],
  opensearch: [getHealth(), /"status" ?: ?"green"/],
  toxiproxy: [
    'GET /version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    /X-Toxiproxy-Request-Id/,
  ],
  zipkin: ['GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', /"status" ?: ?"UP"/],
};

function getHealth(): string {
  return 'GET /_cluster/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
}

/** Servers that answer nothing: what they take stands in a file. */
const TAKERS: readonly ServerName[] = ['rsyslog', 'syslog-ng'];

for (const name of SERVER_NAMES) {
  test(`${name} answers on loopback, and leaves nothing behind`, {
    skip: skipWithoutServer(name),
  }, async () => {
    const server = await startServer(name);
    try {
      if (TAKERS.includes(name)) await takes(server);
      else await answers(server.port, ...GREETINGS[name]!);
    } finally {
      await server.stop();
    }
    assert.equal(await isListening(server.port), false);
    assert.equal(existsSync(server.directory), false);
  });
}

const skipWithoutRedis = skipWithoutServer('redis');
test('two test files get a server each', { skip: skipWithoutRedis }, async () => {
  const [one, two] = await Promise.all([startServer('redis'), startServer('redis')]);
  assert.notEqual(one.port, two.port);
  await one.stop();
  await answers(two.port, ...GREETINGS.redis!);
  await two.stop();
});

const SERVERS = fileURLToPath(new URL('servers.mjs', import.meta.url));
test('a server and its directory go with the process that forgot them', {
  skip: skipWithoutRedis,
}, async () => {
  const code = `
    import { startServer } from ${JSON.stringify(SERVERS)};
    const { port, directory } = await startServer('redis');
    console.log(port, directory);
    process.exit(0);`;
  const { stdout } = await runNode('--input-type=module', { args: ['-e', code] });
  const [port, directory] = stdout.trim().split(' ');
  assert.equal(existsSync(directory!), false);
  // Killed is not gone yet: on a busy machine that takes a moment.
  while (await isListening(Number(port))) await sleep(20);
});

test('what a machine lacks is a reason to skip, and a failure where servers are required', () => {
  const bare = { PATH: '/nonexistent', WAYMARK_CACHE: '/nonexistent' };
  const required = { ...bare, WAYMARK_REQUIRE_BACKENDS: '1' };
  assert.match(String(skipWithoutServer('redis', bare)), /^no Redis to test against\. .*`apt-get`/);
  assert.match(String(skipWithoutServer('kafka', bare)), /^no Kafka to test against\. .*`java`/);
  assert.throws(() => skipWithoutServer('redis', required), /WAYMARK_REQUIRE_BACKENDS=1, but no Redis/);
});

async function takes({ port, directory }: LocalServer): Promise<void> {
  connect(port, '127.0.0.1').end('{"said":"héllo"}\n');
  const file = join(directory, 'lines.jsonl');
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await sleep(20);
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { said: 'héllo' });
}

async function answers(port: number, say: string | Buffer, answer: RegExp): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.write(say);
  let heard = '';
  for await (const chunk of socket) {
    heard += chunk.toString('latin1');
    if (answer.test(heard)) return;
  }
  assert.match(heard, answer);
}

/** `OP_QUERY` for `{ isMaster: 1 }`, as every driver opens its connections. */
function isMaster(): Buffer {
  const document = Buffer.from('\x13\0\0\0\x10isMaster\0\x01\0\0\0\0', 'latin1');
  const query = Buffer.concat([
    Buffer.from([0, 0, 0, 0]),
    Buffer.from('admin.$cmd\0'),
    Buffer.from([0, 0, 0, 0, 1, 0, 0, 0]),
    document,
  ]);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + query.length, 0);
  header.writeInt32LE(2004, 12);
  return Buffer.concat([header, query]);
}
