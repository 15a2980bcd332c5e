import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type FluentdQueue, fluentdQueue } from './fixtures/fluentd-queue.ts';
import {
  type ForwardServer,
  type ForwardServerOptions,
  startForwardServer,
} from './fixtures/forward-server.ts';
import type { FluentdOptions } from './fluentd-delivery.ts';

const FLUSH_MS = 8_000;

/** Runs `test` between a server and a queue to it. */
async function between(
  {
    server: serverOptions = {},
    queue: queueOptions = {},
  }: { server?: ForwardServerOptions; queue?: FluentdOptions },
  test: (server: ForwardServer, queue: FluentdQueue) => Promise<void>,
): Promise<void> {
  const server = await startForwardServer(serverOptions);
  const queue = fluentdQueue({ endpoints: [`tcp://127.0.0.1:${server.port}`], ...queueOptions });
  try {
    await test(server, queue);
    assert.deepEqual(server.errors, []);
  } finally {
    await queue.queue.shutdown(100);
    await server.close();
  }
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

function assertBalanced({ queue }: FluentdQueue): void {
  const { added, delivered, dropped, queuedRecords, inflightRecords } = queue.counts;
  assert.equal(delivered + dropped + queuedRecords + inflightRecords, added);
}

describe('a batch', () => {
  it('is one compressed message under the tag of its service', () =>
    between({}, async (server, { queue, add, lines }) => {
      add('one', 'two');
      await queue.flush(FLUSH_MS);
      const [message] = server.messages;
      assert.deepEqual([message!.tag, message!.size, message!.compressed], ['shop', 2, true]);
      assert.deepEqual(server.texts, ['one', 'two']);
      assert.deepEqual(message!.times, [1_700_000_000_000, 1_700_000_000_000]);
      assert.equal(queue.counts.delivered, 2);
      assert.deepEqual(lines, []);
    }));

  it('goes under the configured tag and as it is, where that is wanted', () =>
    between({ queue: { tag: 'app.web', compression: 'none' } }, async (server, { queue, add }) => {
      add('one');
      await queue.flush(FLUSH_MS);
      assert.deepEqual([server.messages[0]!.tag, server.messages[0]!.compressed], ['app.web', false]);
    }));

  it('shares one connection with those after it', () =>
    between({}, async (server, { queue, add }) => {
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < 20; i++) add(`${round}.${i}`);
        await queue.flush(FLUSH_MS);
      }
      assert.equal(server.messages.length, 60);
      assert.equal(server.connections, 1);
    }));

  it('has a connection of its own where the server keeps none open', () =>
    between(
      { server: { sharedKey: 'k', keepalive: false }, queue: { sharedKey: 'k' } },
      async (server, { queue, add, lines }) => {
        for (let i = 0; i < 20; i++) add(`${i}`);
        await queue.flush(FLUSH_MS);
        assert.equal(new Set(server.texts).size, 20);
        assert.equal(server.messages.length, 20);
        assert.equal(server.connections, 20);
        assert.deepEqual(lines, []);
      },
    ));
});

describe('many batches', () => {
  it('have a connection each, soon, where the server closes each without having said so', () =>
    between({ server: { keepalive: false } }, async (server, { queue, add, lines }) => {
      for (let i = 0; i < 30; i++) add(`${i}`);
      await queue.flush(FLUSH_MS);
      assert.deepEqual(server.texts.toSorted(), Array.from({ length: 30 }, (_, i) => `${i}`).toSorted());
      assert.ok(server.connections >= 28, `${server.connections} connections`);
      assert.deepEqual(lines, []);
    }));
});

describe('a server that says that it keeps connections', () => {
  it('has them kept, also when it was restarted right after an ack', () =>
    between({ server: { sharedKey: 'k3y' }, queue: { sharedKey: 'k3y' } }, async (server, { queue, add }) => {
      add('before');
      await queue.flush(FLUSH_MS);
      server.resetAll();
      for (let i = 0; i < 10; i++) {
        add(`${i}`);
        await queue.flush(FLUSH_MS);
      }
      assert.equal(server.connections, 2);
    }));
});

describe('an ack', () => {
  it('that does not come makes the batch go again as the same chunk', () =>
    between(
      { server: { react: (index) => (index === 0 ? 'stored, silence' : 'ack') }, queue: { timeoutMs: 200 } },
      async (server, { queue, add, lines }) => {
        add('once more');
        await queue.flush(FLUSH_MS);
        assert.equal(server.messages.length, 2);
        assert.equal(server.messages[0]!.chunk, server.messages[1]!.chunk);
        assert.equal(queue.counts.delivered, 1);
        assert.match(lines[0]!, /the server did not acknowledge in time \(ETIMEDOUT\)/);
      },
    ));

  it('of another chunk is none', () =>
    between(
      { server: { react: (index) => (index === 0 ? 'wrong ack' : 'ack') }, queue: { timeoutMs: 200 } },
      async (server, { queue, add }) => {
        add('mine');
        await queue.flush(FLUSH_MS);
        assert.deepEqual(server.texts, ['mine']);
        assert.equal(queue.counts.delivered, 1);
      },
    ));

  it('that is no Forward loses nothing', () =>
    between(
      { server: { react: (index) => (index === 0 ? 'garbage' : 'ack') } },
      async (server, { queue, add, lines }) => {
        add('kept');
        await queue.flush(FLUSH_MS);
        assert.deepEqual(server.texts, ['kept']);
        assert.match(lines[0]!, /does not speak the Forward protocol \(FORWARD_UNKNOWN\)/);
      },
    ));
});

describe('a connection', () => {
  it('that is reset before the ack loses nothing', () =>
    between({ server: { react: (index) => (index % 2 === 0 ? 'reset' : 'ack') } }, async (server, queue) => {
      for (let i = 0; i < 5; i++) queue.add(`${i}`);
      await queue.queue.flush(FLUSH_MS);
      assert.deepEqual(new Set(server.texts), new Set(['0', '1', '2', '3', '4']));
      assert.equal(queue.queue.counts.delivered, 5);
      assertBalanced(queue);
    }));

  it('that was closed while we wrote to it costs no line', () =>
    between({ server: { react: (index) => (index === 1 ? 'reset' : 'ack') } }, async (server, queue) => {
      queue.add('before');
      await queue.queue.flush(FLUSH_MS);
      queue.add('again');
      await queue.queue.flush(FLUSH_MS);
      assert.deepEqual(server.texts, ['before', 'again']);
      assert.equal(server.connections, 2);
      assert.deepEqual(queue.lines, []);
    }));

  it('that was closed while idle costs no line', () =>
    between({}, async (server, { queue, add, lines }) => {
      add('before');
      await queue.flush(FLUSH_MS);
      server.resetAll();
      add('after');
      await queue.flush(FLUSH_MS);
      assert.deepEqual(server.texts, ['before', 'after']);
      assert.deepEqual(lines, []);
    }));

  it('that was closed while idle is not held', () =>
    between({}, async (server, { queue, add }) => {
      const sockets: WeakRef<object>[] = [];
      const remember = (message: unknown) =>
        sockets.push(new WeakRef((message as { socket: object }).socket));
      subscribe('net.client.socket', remember);
      try {
        for (let i = 0; i < 20; i++) {
          add(`${i}`);
          await queue.flush(FLUSH_MS);
          server.resetAll();
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      } finally {
        unsubscribe('net.client.socket', remember);
      }
      assert.ok(sockets.length >= 20);
      collectGarbage();
      const held = sockets.filter((socket) => socket.deref() !== undefined).length;
      assert.ok(held <= 3, `${held} connections that are over are held`);
    }));
});

describe('the handshake', () => {
  const key = 'correct horse battery staple';
  /** No UTF-8: a client that reads it as text proves something else. */
  const nonce = Buffer.from('ff00c328fffe', 'hex');

  it('proves the shared key to a server whose nonce is no text', () =>
    between(
      { server: { sharedKey: key, nonce, keepsBytes: true }, queue: { sharedKey: key } },
      async (server, { queue, add, lines }) => {
        add('secret talk');
        await queue.flush(FLUSH_MS);
        assert.deepEqual(server.texts, ['secret talk']);
        assert.deepEqual(lines, []);
        assert.ok(server.bytes.length > 0 && !server.bytes.includes(key), 'the key itself was sent');
      },
    ));

  it('proves user and password, and sends neither password nor key', () =>
    between(
      {
        server: { sharedKey: key, users: { bob: 'p4ssword' }, keepsBytes: true },
        queue: { sharedKey: key, username: 'bob', password: 'p4ssword' },
      },
      async (server, { queue, add }) => {
        add('hello');
        await queue.flush(FLUSH_MS);
        assert.deepEqual(server.texts, ['hello']);
        assert.ok(server.bytes.length > 0 && !server.bytes.includes('p4ssword'));
      },
    ));

  it('is the same with a server that has no salt for passwords', () =>
    between(
      { server: { sharedKey: key, auth: Buffer.alloc(0) }, queue: { sharedKey: key } },
      async (server, { queue, add }) => {
        add('hello');
        await queue.flush(FLUSH_MS);
        assert.deepEqual(server.texts, ['hello']);
        assert.deepEqual(server.pings[0]?.slice(4), ['', '']);
      },
    ));

  it('proves no password without a user', () =>
    between(
      {
        server: { sharedKey: key, auth: Buffer.from('salt') },
        queue: { sharedKey: key, password: 'p4ssword' },
      },
      async (server, { queue, add }) => {
        add('hello');
        await queue.flush(FLUSH_MS);
        const ofNothing = createHash('sha512').update('salt').digest('hex');
        assert.deepEqual(server.pings[0]?.slice(4), ['', ofNothing]);
      },
    ));

  it('draws another salt for each connection', () =>
    between(
      { server: { sharedKey: key, keepalive: false }, queue: { sharedKey: key } },
      async (server, { queue, add }) => {
        for (let i = 0; i < 3; i++) add(`${i}`);
        await queue.flush(FLUSH_MS);
        assert.equal(new Set(server.pings.map(([, , salt]) => String(salt))).size, 3);
      },
    ));

  const refusals: [string, ForwardServerOptions, FluentdOptions, RegExp][] = [
    ['a wrong key', { sharedKey: 'other' }, { sharedKey: key }, /refuses this client, 'shared_key mismatch'/],
    [
      'a wrong key, where that is not said',
      { sharedKey: 'other', curt: true },
      { sharedKey: key },
      /another shared key \(FORWARD_NO_PONG\)/,
    ],
    [
      'a wrong password',
      { sharedKey: key, users: { bob: 'right' } },
      { sharedKey: key, username: 'bob', password: 'p4ssword' },
      /refuses this client, 'username\/password mismatch'/,
    ],
    [
      'no user where one is wanted',
      { sharedKey: key, users: {} },
      { sharedKey: key },
      /refuses this client, 'username\/password mismatch'/,
    ],
    ['no key where one is wanted', { sharedKey: key }, {}, /FORWARD_KEY_WANTED/],
    [
      'a server that only pretends to know the key',
      { sharedKey: key, impostor: true },
      { sharedKey: key },
      /FORWARD_IMPOSTOR/,
    ],
    [
      'a server that wants no key',
      { sharedKey: key, silent: true },
      { sharedKey: key, timeoutMs: 100 },
      /FORWARD_NO_HELO/,
    ],
  ];
  for (const [condition, server, options, expected] of refusals) {
    it(`keeps the logs before ${condition}, and says so once`, () =>
      between({ server, queue: options }, async (forward, queue) => {
        queue.add('kept');
        await queue.queue.flush(300);
        assert.deepEqual(forward.messages, []);
        assert.equal(queue.queue.counts.queuedRecords + queue.queue.counts.inflightRecords, 1);
        assert.equal(queue.lines.length, 1, queue.lines.join('\n'));
        assert.match(queue.lines[0]!, expected);
        assert.match(queue.lines[0]!, /127\.0\.0\.1:\d+ does not take logs now/);
        assert.doesNotMatch(queue.lines[0]!, /correct horse|p4ssword/);
        assertBalanced(queue);
      }));
  }

  it('shows no proof that a server repeats', () =>
    between(
      { server: { sharedKey: 'other', repeats: true }, queue: { sharedKey: key } },
      async ({ pings }, { queue, add, lines }) => {
        add('kept');
        await queue.flush(300);
        const [, hostname, salt, proof] = pings[0] as string[];
        assert.match(lines.join('\n'), new RegExp(`${hostname}.*check the configured shared key`));
        for (const secret of [salt!, proof!.slice(0, 40)]) assert.ok(!lines.join('\n').includes(secret));
      },
    ));

  it('that is refused keeps nobody waiting at the end', () =>
    between(
      { server: { sharedKey: 'other' }, queue: { sharedKey: key } },
      async (_server, { queue, add, lines }) => {
        add('lost');
        const began = performance.now();
        await queue.shutdown(5_000);
        assert.ok(performance.now() - began < 1_000);
        assert.equal(queue.counts.dropped, 1);
        assert.match(lines.join('\n'), /1 log records? lost/);
      },
    ));
});
