import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type NodeProcess, type OtlpServer, startNode, startOtlpServer } from '@waymark/testing';
import { type LocalServer, skipWithoutServer, startServer } from '../backends/servers.mjs';
import { ensureCarriers } from './packages.mjs';

const APP = fileURLToPath(new URL('queue-app.cjs', import.meta.url));
const ENGINES = ['waymark', 'upstream'] as const;
type Engine = (typeof ENGINES)[number];

/** How many messages one request sends by each. */
const KINDS = { amqplib: 1, kafkajs: 1, 'kafkajs in batches': 2, BullMQ: 1 };
type Kind = keyof typeof KINDS;

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const INBOUND = { 'X-Request-ID': 'caller-7', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };

/** A message, as its consumer saw it. */
interface Taken {
  by: Kind;
  /** What of ours stood in it, as it was written. */
  headers: [name: string, value: string][];
  id?: string;
  traceId?: string;
  correlationId?: string;
}

const skip = skipWithoutServer('rabbitmq') || skipWithoutServer('kafka') || skipWithoutServer('redis');

describe('messages and jobs', { skip }, () => {
  const processes: NodeProcess[] = [];
  const ports: Partial<Record<Engine, string>> = {};
  let servers: LocalServer[] = [];
  let sink: OtlpServer;
  let taker: NodeProcess;
  let seen = 0;

  before(async () => {
    ensureCarriers();
    sink = await startOtlpServer();
    servers = await Promise.all([startServer('rabbitmq'), startServer('kafka'), startServer('redis')]);
    const [rabbitmq, kafka, redis] = servers;
    const start = (name: string, args: string[], engine: string) => {
      const started = startNode(APP, {
        register: 'require',
        args,
        env: {
          WAYMARK_ENGINE: engine,
          OTEL_SERVICE_NAME: name,
          OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
          OTEL_BSP_SCHEDULE_DELAY: '100',
          RABBITMQ_URL: rabbitmq!.url!,
          KAFKA_BROKER: `127.0.0.1:${kafka!.port}`,
          REDIS_PORT: String(redis!.port),
        },
        timeoutMs: 180_000,
      });
      processes.push(started);
      return started;
    };
    taker = start('taker', ['take'], 'waymark');
    const senders = ENGINES.map(async (engine) => {
      const sender = start(engine, ['send'], engine);
      ports[engine] = (await sender.waitForLine(/listening on (\d+)/))[1];
    });
    await Promise.all([...senders, taker.waitForLine(/taking/, 60_000)]);
  });

  after(async () => {
    await Promise.all(processes.map((one) => one[Symbol.asyncDispose]()));
    await Promise.all(servers.map((server) => server.stop()));
    await sink?.close();
  });

  /** Has messages sent by a request, and resolves to them as they were taken. */
  async function send(engine: Engine, by: Kind, headers: Record<string, string>, more = {}) {
    const query = new URLSearchParams({ by, ...more });
    const answer = await fetch(`http://127.0.0.1:${ports[engine]}/?${query}`, { headers });
    assert.equal(answer.status, 200, await answer.text());
    const before = seen;
    seen += KINDS[by];
    const lines = () =>
      taker.stdout
        .split('\n')
        .slice(0, -1)
        .filter((line) => line.startsWith('taken '));
    for (let tries = 0; tries < 1000 && lines().length < seen; tries++) await setTimeout(20);
    const taken = lines()
      .slice(before)
      .map((line) => JSON.parse(line.slice('taken '.length)) as Taken);
    assert.deepEqual(
      taken.map((message) => message.by),
      Array.from({ length: KINDS[by] }, () => by),
    );
    return { taken, echoed: answer.headers.get('x-request-id') };
  }

  const valuesOf = ({ headers }: Taken, name: string) =>
    headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);

  for (const engine of ENGINES)
    for (const by of Object.keys(KINDS) as Kind[]) {
      test(`${by}, engine ${engine}: the caller's id goes on in lower case, once, with the trace`, async () => {
        for (const message of (await send(engine, by, INBOUND)).taken) {
          const names = message.headers.map(([name]) => name).sort();
          assert.deepEqual(names, ['traceparent', 'x-request-id']);
          assert.deepEqual(valuesOf(message, 'x-request-id'), ['caller-7']);
          const [parent] = valuesOf(message, 'traceparent');
          assert.match(parent!, new RegExp(`^00-${TRACE}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
          assert.deepEqual([message.id, message.traceId], ['caller-7', TRACE]);
        }
      });

      test(`${by}, engine ${engine}: without an id of the caller's it is the trace id`, async () => {
        const { taken, echoed } = await send(engine, by, {});
        for (const message of taken) {
          assert.deepEqual([message.id, message.traceId], [echoed, echoed]);
          assert.deepEqual(valuesOf(message, 'x-request-id'), [echoed]);
        }
      });

      test(`${by}, engine ${engine}: where tracing is suppressed nothing goes on`, async () => {
        for (const message of (await send(engine, by, INBOUND, { suppressed: 1 })).taken)
          assert.deepEqual(message.headers, []);
      });

      if (by === 'BullMQ') continue; // has no headers of the application's own
      for (const own of ['X-Request-ID', 'x-request-id'])
        test(`${by}, engine ${engine}: the application's own ${own} wins, and is not doubled`, async () => {
          for (const message of (await send(engine, by, INBOUND, { own })).taken) {
            assert.deepEqual(
              message.headers.filter(([name]) => /request/i.test(name)),
              [[own, 'own-1']],
            );
            assert.equal(valuesOf(message, 'traceparent').length, 1);
          }
        });
    }

  for (const engine of ENGINES)
    test(`amqplib, engine ${engine}: the correlation id is the application's alone`, async () => {
      const [without] = (await send(engine, 'amqplib', INBOUND)).taken;
      assert.equal(without!.correlationId, undefined);
      const [with7] = (await send(engine, 'amqplib', INBOUND, { correlation: 'reply-7' })).taken;
      assert.deepEqual([with7!.correlationId, with7!.id], ['reply-7', 'caller-7']);
    });
});
