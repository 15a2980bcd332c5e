import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type NodeProcess, type OtlpServer, startNode, startOtlpServer } from '@waymark/testing';
import { type LocalServer, skipWithoutServer, startServer } from '../backends/servers.mjs';
import { ensureCarriers } from './packages.mjs';

const APP = fileURLToPath(new URL('aws-app.cjs', import.meta.url));
const HOOKS = fileURLToPath(new URL('aws-hooks.mjs', import.meta.url));
const ENGINES = ['waymark', 'upstream'] as const;
/** The servers of AWS are told by a list of hosts, their messages by a word. */
const APPS = {
  waymark: {},
  upstream: { WAYMARK_ENGINE: 'upstream' },
  'hosts alone': { WAYMARK_PROPAGATE_TO: '127.0.0.1' },
  'messages too': { WAYMARK_PROPAGATE_TO: '127.0.0.1,messages' },
} as const;
type App = keyof typeof APPS;

/** Each command, the queue that its messages arrive in, and how many those are. */
const COMMANDS = [
  ['SendMessage', 'orders', 1],
  ['SendMessageBatch', 'orders', 2],
  ['Publish', 'news', 1],
  ['PublishBatch', 'news', 2],
] as const;

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const INBOUND = { 'X-Request-ID': 'caller-7', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
const WHOLE = { ...INBOUND, tracestate: 'shop=1', baggage: 'tier=gold' };

/** What there is room for beside so many attributes of the application's own. */
const ROOM = [
  [0, INBOUND, ['traceparent', 'x-request-id']],
  [6, INBOUND, ['traceparent', 'x-request-id']],
  [7, INBOUND, ['traceparent', 'x-request-id']],
  [8, INBOUND, ['traceparent', 'x-request-id']],
  [9, INBOUND, ['traceparent']],
  [10, INBOUND, []],
  [6, WHOLE, ['baggage', 'traceparent', 'tracestate', 'x-request-id']],
  [7, WHOLE, ['traceparent', 'tracestate', 'x-request-id']],
  [8, WHOLE, ['traceparent', 'tracestate']],
  [9, WHOLE, ['traceparent']],
] as const;

interface Message {
  attributes: Record<string, string>;
  id?: string;
  traceId?: string;
}

const skip = skipWithoutServer('sqs') || skipWithoutServer('sns');

describe('messages of SQS and SNS', { skip }, () => {
  const apps: NodeProcess[] = [];
  const ports: Partial<Record<App, string>> = {};
  let servers: LocalServer[] = [];
  let sink: OtlpServer;

  before(async () => {
    ensureCarriers();
    sink = await startOtlpServer();
    servers = await Promise.all([startServer('sqs'), startServer('sns')]);
    const [sqs, sns] = servers.map(({ port }) => String(port));
    const starting = Object.entries(APPS).map(async ([name, of]) => {
      const app = startNode(APP, {
        register: 'require',
        env: {
          WAYMARK_CONFIG: HOOKS,
          OTEL_SERVICE_NAME: name,
          OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
          OTEL_BSP_SCHEDULE_DELAY: '100',
          OTEL_LOG_LEVEL: 'warn',
          SQS_PORT: sqs!,
          SNS_PORT: sns!,
          ...of,
        },
      });
      apps.push(app);
      ports[name as App] = (await app.waitForLine(/listening on (\d+)/))[1];
    });
    await Promise.all(starting);
  });

  after(async () => {
    await Promise.all(apps.map((app) => app[Symbol.asyncDispose]()));
    await Promise.all(servers.map((server) => server.stop()));
    await sink?.close();
  });

  const ask = async (engine: App, query: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${ports[engine]}/?${query}`, { headers });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return JSON.parse(text) as unknown;
  };
  const receive = async (engine: App, queue: string) => (await ask(engine, `receive=${queue}`)) as Message[];

  for (const engine of ENGINES) {
    for (const [command, queue, count] of COMMANDS)
      for (const [own, inbound, carried] of ROOM)
        test(`${command}, engine ${engine}: ${own} attributes leave room for ${carried.join(', ') || 'nothing'} of ${Object.keys(inbound).length}`, async () => {
          const names = Array.from({ length: own }, (_, at) => `own-${at}`);
          await ask(engine, `send=${command}&own=${names}`, inbound);
          // It asks for no attribute: what comes is what was asked for in its name.
          const messages = await receive('waymark', queue);
          assert.deepEqual(
            messages.map(({ attributes }) => Object.keys(attributes).sort()),
            Array.from({ length: count }, () => [...carried]),
          );
          const hasId = (carried as readonly string[]).includes('x-request-id');
          for (const { id, traceId } of messages) {
            assert.equal(traceId, carried.length > 0 ? TRACE : undefined);
            assert.equal(id, hasId ? 'caller-7' : traceId);
          }
        });

    test(`engine ${engine}: where tracing is suppressed nothing goes on`, async () => {
      for (const [command, queue, count] of COMMANDS) {
        await ask(engine, `send=${command}&own=a&suppressed`, INBOUND);
        const messages = (await ask('waymark', `receive=${queue}&all`)) as Message[];
        assert.deepEqual(
          messages.map(({ attributes }) => attributes),
          Array.from({ length: count }, () => ({ a: 'own-1' })),
        );
      }
    });

    test(`engine ${engine}: one frozen input, sent at once for two requests, is of each`, async () => {
      for (const [command, queue, count] of COMMANDS) {
        await ask(engine, `send=${command}&own=a&frozen&for=one,two`);
        const messages = await receive('waymark', queue);
        const ids = ['one', 'two'].flatMap((id) => Array.from({ length: count }, () => id));
        assert.deepEqual(messages.map(({ id }) => id).sort(), ids);
        assert.equal(new Set(messages.map(({ traceId }) => traceId)).size, 2);
      }
    });

    for (const name of ['X-Request-ID', 'x-request-id'])
      test(`engine ${engine}: the application's own ${name} wins, and is not doubled`, async () => {
        for (const [command, queue, count] of COMMANDS) {
          await ask(engine, `send=${command}&own=${name}`, INBOUND);
          const messages = (await ask('waymark', `receive=${queue}&all`)) as Message[];
          assert.equal(messages.length, count);
          for (const { attributes } of messages) {
            const { traceparent, ...others } = attributes;
            assert.match(traceparent!, new RegExp(`^00-${TRACE}-`));
            assert.deepEqual(others, { [name]: 'own-1' });
          }
        }
      });

    test(`engine ${engine}: a message's parent is the span that sent it, to which the receiver's is linked`, async () => {
      await ask(engine, 'send=SendMessage&own=a,b,c,d,e,f,g', WHOLE);
      const [message] = await receive('waymark', 'orders');
      const parent = message!.attributes['traceparent']!.split('-')[2];
      const isSender = ({ kind, spanId }: { kind: string; spanId: string }) =>
        kind === 'PRODUCER' && spanId === parent;
      const [sender] = (await sink.waitForSpans((spans) => spans.some(isSender))).filter(isSender);
      assert.equal(sender!.attributes['app.attributes'], 7, "the application's hook is called before ours");
      assert.equal(sender!.attributes['app.carried'], true, 'and its later hook sees what was sent');
      await sink.waitForSpans((spans) =>
        spans.some(({ kind, links }) => kind === 'CONSUMER' && links.some(({ spanId }) => spanId === parent)),
      );
    });
  }

  test('where only some are told, messages are by their word alone', async () => {
    for (const [command, queue] of COMMANDS) {
      const sent = async (app: App) => {
        await ask(app, `send=${command}&own=`, INBOUND);
        const messages = (await ask('waymark', `receive=${queue}&all`)) as Message[];
        return new Set(messages.flatMap(({ attributes }) => Object.keys(attributes)));
      };
      assert.deepEqual(await sent('hosts alone'), new Set());
      assert.deepEqual(await sent('messages too'), new Set(['traceparent', 'x-request-id']));
    }
  });

  test("behind a topic without raw delivery the body's attributes carry it", async () => {
    await ask('waymark', 'send=Publish&own=', { 'X-Request-ID': 'letter-7' });
    // All that was published before is there, too.
    let letters: Message[];
    do letters = await receive('waymark', 'letters');
    while (letters.length > 0 && !letters.some(({ id }) => id === 'letter-7'));
    const letter = letters.find(({ id }) => id === 'letter-7');
    assert.deepEqual(Object.keys(letter!.attributes).sort(), ['traceparent', 'x-request-id']);
    assert.equal(letter!.traceId, letter!.attributes['traceparent']!.split('-')[1]);
  });

  test('nobody complains of the number of attributes', () => {
    for (const { stderr } of apps) assert.doesNotMatch(stderr, /aws-sdk/);
  });
});
