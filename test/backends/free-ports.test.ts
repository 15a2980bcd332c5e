import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { test } from 'node:test';
import { freePortFrom, freePorts, freePortsFrom, onFreePorts } from './free-ports.mjs';

test('gives different ports that can be listened on', async () => {
  const ports = await freePorts(5);
  assert.equal(new Set(ports).size, 5);
  for (const port of ports) (await listen(port)).close();
});

test('gives the wanted port, or a later one when it is taken', async (t) => {
  const [port] = (await freePorts(1)) as [number];
  assert.equal(await freePortFrom(port), port);
  const server = await listen(port);
  t.after(() => server.close());
  assert.ok((await freePortFrom(port)) > port);
});

test('gives each server a port of its own, before any of them listens', async () => {
  const [port] = (await freePorts(1)) as [number];
  const given = (await Promise.all([freePortsFrom([port, port]), freePortsFrom([port])])).flat();
  assert.ok(given.includes(port));
  assert.equal(new Set(given).size, 3);
});

test('a start that finds its port taken is tried on another one', async () => {
  const tried: number[] = [];
  const start = async ([port]: number[]) => {
    tried.push(port!);
    if (tried.length === 1) throw new Error('could not bind: Address already in use');
    return port;
  };
  assert.equal(await onFreePorts(1, start), tried[1]);
  assert.equal(tried.length, 2);
});

test('a start that fails for another reason, or too often, is not tried again', async () => {
  let calls = 0;
  const failing = (message: string) => async () => {
    calls++;
    throw new Error(message);
  };
  await assert.rejects(onFreePorts(1, failing('bad configuration')), /bad configuration/);
  assert.equal(calls, 1);
  await assert.rejects(onFreePorts(1, failing('listen EADDRINUSE')), /EADDRINUSE/);
  assert.equal(calls, 4);
});

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
