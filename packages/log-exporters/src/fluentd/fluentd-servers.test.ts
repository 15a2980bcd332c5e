import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { fluentdQueue } from './fixtures/fluentd-queue.ts';
import {
  type ForwardServer,
  type ForwardServerOptions,
  startForwardServer,
} from './fixtures/forward-server.ts';
import { logRecord } from './fixtures/log-record.ts';
import { type FluentdOptions, fluentdDelivery } from './fluentd-delivery.ts';
import type { FluentdTransportOptions as Elsewhere } from './fluentd-transport.ts';

const FLUSH_MS = 8_000;

/** A queue to `servers`, in their order. */
async function before(
  servers: readonly ForwardServer[],
  options: FluentdOptions,
  test: (queue: ReturnType<typeof fluentdQueue>) => Promise<void>,
): Promise<void> {
  const endpoints = servers.map(({ port }) => `tcp://127.0.0.1:${port}`);
  const queue = fluentdQueue({ endpoints, returnAfterMs: 50, ...options });
  try {
    await test(queue);
  } finally {
    await queue.queue.shutdown(100);
    await Promise.all(servers.map((server) => server.close()));
  }
}

const two = async (first: ForwardServerOptions = {}, second: ForwardServerOptions = {}) =>
  [await startForwardServer(first), await startForwardServer(second)] as const;

describe('of several servers', () => {
  it('the first has everything while it works', async () => {
    const servers = await two();
    await before(servers, {}, async ({ queue, add }) => {
      for (let i = 0; i < 5; i++) add(`${i}`);
      await queue.flush(FLUSH_MS);
      assert.equal(servers[0].texts.length, 5);
      assert.equal(servers[1].connections, 0);
    });
  });

  it('the next gets what the first does not, at once and without a line', async () => {
    const servers = await two();
    await servers[0].close();
    await before(servers, {}, async ({ queue, add, lines }) => {
      add('saved');
      await queue.flush(FLUSH_MS);
      assert.deepEqual(servers[1].texts, ['saved']);
      assert.deepEqual(lines, []);
    });
  });

  it('the first has everything again when it is back, and the other is left', async () => {
    const servers = await two();
    await servers[0].close();
    await before(servers, {}, async ({ queue, add }) => {
      add('away');
      await queue.flush(FLUSH_MS);
      const back = await startForwardServer({ port: servers[0].port });
      try {
        for (let i = 0; back.texts.length === 0 && i < 100; i++) {
          add(`back ${i}`);
          await queue.flush(FLUSH_MS);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assert.ok(back.texts.length > 0, 'nothing came back');
        const others = servers[1].texts.length;
        add('here');
        await queue.flush(FLUSH_MS);
        assert.equal(servers[1].texts.length, others);
        assert.equal(back.texts.at(-1), 'here');
        assert.equal(queue.counts.delivered, queue.counts.added);
      } finally {
        await back.close();
      }
    });
  });

  it('the first leaves no connection open by being looked at, where each is for one message', async () => {
    const security = { sharedKey: 'k', keepalive: false };
    const servers = await two(security, security);
    await servers[0].close();
    await before(servers, { sharedKey: 'k' }, async ({ queue, add }) => {
      add('away');
      await queue.flush(FLUSH_MS);
      const back = await startForwardServer({ ...security, port: servers[0].port });
      try {
        for (let i = 0; back.texts.length === 0 && i < 100; i++) {
          add(`back ${i}`);
          await queue.flush(FLUSH_MS);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assert.ok(back.texts.length > 0, 'nothing came back');
        for (let i = 0; back.open > 0 && i < 100; i++)
          await new Promise((resolve) => setTimeout(resolve, 10));
        assert.equal(back.open, 0);
      } finally {
        await back.close();
      }
    });
  });

  it('one that does not acknowledge is left for the next, as the same chunk', async () => {
    const servers = await two({ react: () => 'stored, silence' });
    await before(servers, { timeoutMs: 150 }, async ({ queue, add }) => {
      add('silent');
      await queue.flush(FLUSH_MS);
      assert.deepEqual(servers[1].texts, ['silent']);
      assert.equal(servers[0].messages[0]!.chunk, servers[1].messages[0]!.chunk);
      assert.equal(queue.counts.delivered, 1);
    });
  });

  it('one that refuses the key is left for the next', async () => {
    const servers = await two({ sharedKey: 'old' }, { sharedKey: 'new' });
    await before(servers, { sharedKey: 'new' }, async ({ queue, add }) => {
      add('rotated');
      await queue.flush(FLUSH_MS);
      assert.deepEqual(servers[1].texts, ['rotated']);
    });
  });

  it('one that goes on refusing is looked at more and more seldom', async () => {
    const servers = await two({ sharedKey: 'old' }, { sharedKey: 'new' });
    await before(servers, { sharedKey: 'new', returnAfterMs: 20 }, async ({ queue, add }) => {
      for (let i = 0; i < 25; i++) {
        add(`${i}`);
        await queue.flush(FLUSH_MS);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      assert.equal(servers[1].texts.length, 25);
      const { connections } = servers[0];
      assert.ok(connections >= 2 && connections <= 8, `${connections} connections`);
    });
  });

  it('one that fails with many batches under way has failed once', async () => {
    const full = Promise.withResolvers<void>();
    const servers = await two({
      react: (index) => {
        if (index === 8) full.resolve();
        return index === 0 ? 'ack' : 'silence';
      },
    });
    await before(servers, {}, async ({ queue, add }) => {
      add('proves that it works');
      await queue.flush(FLUSH_MS);
      for (let i = 0; i < 8; i++) add(`${i}`);
      await full.promise;
      await servers[0].close();
      await queue.flush(FLUSH_MS);
      assert.equal(servers[1].texts.length, 8);
      const back = await startForwardServer({ port: servers[0].port });
      try {
        const began = performance.now();
        while (back.texts.length === 0 && performance.now() - began < FLUSH_MS) {
          add('where does it go?');
          await queue.flush(FLUSH_MS);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        assert.ok(performance.now() - began < 1_000, 'looked at as if it had failed eight times');
        assert.equal(queue.counts.delivered, queue.counts.added);
      } finally {
        await back.close();
      }
    });
  });

  it('one that hangs does not hold up what goes to another', async () => {
    const hanging = createServer(() => {});
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const good = await startForwardServer({ sharedKey: 'k' });
    const ports = [(hanging.address() as AddressInfo).port, good.port];
    const endpoints = ports.map((port) => `tcp://127.0.0.1:${port}`);
    const { queue, add } = fluentdQueue({ endpoints, sharedKey: 'k', timeoutMs: 400, returnAfterMs: 1 });
    try {
      add('first');
      await queue.flush(FLUSH_MS); // after one time out
      const began = performance.now();
      for (let i = 0; i < 10; i++) {
        add(`${i}`);
        await queue.flush(FLUSH_MS);
      }
      assert.ok(performance.now() - began < 400, 'it waited for the one that hangs');
      assert.equal(good.texts.length, 11);
    } finally {
      await queue.shutdown(100);
      await good.close();
      hanging.close();
    }
  });

  it('each may be restarted in its turn, under traffic, and nothing is lost', async () => {
    const servers: ForwardServer[] = [...(await two())];
    const all = [...servers];
    await before(servers, { returnAfterMs: 5, timeoutMs: 500 }, async (queue) => {
      for (let i = 0; i < 300; i++) {
        queue.add(`${i}`);
        if (i % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 5));
        if (i % 50 !== 25) continue;
        const turn = (i / 25) % 4 < 2 ? 0 : 1;
        const { port } = servers[turn]!;
        await servers[turn]!.close();
        servers[turn] = await startForwardServer({ port });
        all.push(servers[turn]!);
      }
      await queue.queue.flush(FLUSH_MS);
      const texts = all.flatMap(({ texts }) => texts);
      assert.equal(new Set(texts).size, 300);
      assert.equal(queue.queue.counts.delivered, 300);
      assert.deepEqual(
        all.flatMap(({ errors }) => errors),
        [],
      );
    });
  });

  it('the one that works is the first at the end of the process', async () => {
    const servers = await two();
    await servers[0].close();
    const endpoints = servers.map(({ port }) => `tcp://127.0.0.1:${port}`);
    const { destination, transport, serialize } = fluentdDelivery({ endpoints });
    const made = transport!(destination, () => {});
    const firstElsewhere = () =>
      (made.targetElsewhere as { data: Elsewhere }).data.servers[0]!.destination.url;
    try {
      assert.equal(firstElsewhere(), endpoints[0]);
      await made.post(serialize([logRecord()]), undefined);
      assert.equal(firstElsewhere(), endpoints[1]);
    } finally {
      made.close();
      await servers[1].close();
    }
  });

  it('none is still being connected to after the end', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const { queue, add } = fluentdQueue({ endpoints: [`tls://127.0.0.1:${port}`] });
    add('lost');
    const [socket] = await once(silent, 'connection');
    const closed = once(socket, 'close', { signal: AbortSignal.timeout(1_000) });
    socket.resume();
    await queue.shutdown(10);
    await closed;
    assert.equal(queue.counts.dropped, 1);
    await new Promise((resolve) => silent.close(resolve));
  });

  it('the one that had the trouble is named', async () => {
    const servers = await two({ sharedKey: 'old', react: () => 'silence' }, { sharedKey: 'other' });
    await before(servers, { sharedKey: 'old', timeoutMs: 150 }, async ({ queue, add, lines }) => {
      add('kept');
      await queue.flush(500);
      const [first, second] = servers.map(({ port }) => `tcp://127.0.0.1:${port}`);
      assert.match(lines[0]!, new RegExp(`in time \\(ETIMEDOUT\\) at ${first};`));
      assert.match(lines[1]!, new RegExp(`refuses this client, '${second}: shared_key mismatch'`));
    });
  });

  it('none that works keeps the logs, and says why of the first', async () => {
    const servers = await two();
    await Promise.all(servers.map((server) => server.close()));
    await before(servers, {}, async ({ queue, add, lines }) => {
      add('kept');
      await queue.flush(200);
      assert.equal(queue.counts.queuedRecords + queue.counts.inflightRecords, 1);
      assert.equal(lines.length, 1);
      assert.match(lines[0]!, /ECONNREFUSED/);
    });
  });
});
