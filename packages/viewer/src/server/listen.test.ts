import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { openTestServer } from './fixtures/test-server.ts';
import { listenAt } from './listen.ts';

const LOOPBACK = ['127.0.0.1'];

/** Takes ports until as many in a row are free behind one that is taken. */
async function takenPort(t: TestContext): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return (server.address() as { port: number }).port;
}

async function listening(t: TestContext, hosts: readonly string[], port: number, asked: boolean) {
  const listening = await listenAt(() => createServer(), hosts, port, asked);
  t.after(() => {
    for (const server of listening.servers) server.close();
  });
  return listening;
}

describe('a port that is taken', () => {
  test('is left to who has it: the next free one is taken', async (t) => {
    const taken = await takenPort(t);
    assert.ok((await listening(t, LOOPBACK, taken, false)).port > taken);
  });

  test('is an error when the user asked for it', async (t) => {
    const taken = await takenPort(t);
    await assert.rejects(listening(t, LOOPBACK, taken, true), {
      message: `port ${taken} is taken, perhaps by a Jaeger or a Collector; choose another one`,
    });
    await assert.rejects(openTestServer(t, { port: taken }), /is taken/);
    await assert.rejects(openTestServer(t, { grpcPort: taken }), /is taken/);
  });

  test('is taken as well when somebody has it on the other address of this machine', async (t) => {
    const other = createServer();
    const isThere = await new Promise<boolean>((resolve) => {
      other
        .once('error', () => resolve(false))
        .listen({ host: '::1', port: 0, ipv6Only: true }, () => resolve(true));
    });
    if (!isThere) return t.skip('this machine has no ::1');
    t.after(() => other.close());
    const { port } = other.address() as { port: number };
    const all = await listening(t, ['127.0.0.1', '::1'], port, false);
    assert.ok(all.port > port);
    assert.equal(all.servers.length, 2);
  });
});

test('any free port is one that is free at both addresses', async (t) => {
  const made: Server[] = [];
  const listening = await listenAt(
    () => {
      const server = createServer();
      // The second of the first pair finds its port taken.
      if (made.push(server) === 2) {
        server.listen = () => {
          server.emit('error', Object.assign(new Error('taken'), { code: 'EADDRINUSE' }));
          return server;
        };
      }
      return server;
    },
    ['127.0.0.1', '127.0.0.2'],
    0,
    true,
  );
  t.after(() => {
    for (const server of made) server.close();
  });
  assert.equal(listening.servers.length, 2);
  assert.equal(made[0]!.listening, false);
});

test('an address that is not this machine’s is an error', async (t) => {
  await assert.rejects(openTestServer(t, { host: '203.0.113.1' }), /EADDRNOTAVAIL/);
});

test('localhost is both of its addresses', async (t) => {
  const server = await openTestServer(t, { host: 'localhost' });
  const answer = await fetch(`http://localhost:${server.port}/healthz`);
  assert.equal(await answer.text(), 'ok\n');
});

test('ports of 0 need no words, and neither do those that were asked for', async (t) => {
  const server = await openTestServer(t);
  assert.deepEqual(server.notices, []);
  assert.notEqual(server.grpcUrl, undefined);
  const without = await openTestServer(t, { grpcPort: false });
  assert.equal(without.grpcUrl, undefined);
});
