/** Who connects often does not ask name servers as often. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineServer } from './fixtures/line-server.ts';

// Before delivery keeps the function.
const dns = process.getBuiltinModule('node:dns');
const { lookup } = dns;
let lookups = 0;
dns.lookup = ((...of: Parameters<typeof lookup>) => {
  lookups++;
  return lookup(...of);
}) as typeof lookup;
const { StreamConnector } = await import('./index.ts');

const connectorTo = (url: string, addressesKeptMs?: number) =>
  new StreamConnector(
    { url, timeoutMs: 2_000, contentType: '', userAgent: '' },
    { defaultPort: 1, ...(addressesKeptMs === undefined ? {} : { addressesKeptMs }) },
  );

async function lookupsOf(work: () => Promise<unknown>): Promise<number> {
  const before = lookups;
  await work();
  return lookups - before;
}

test('each connection looks its host up, unless its addresses are kept', async () => {
  await using server = await lineServer();
  const twice = async (connector: InstanceType<typeof StreamConnector>) => {
    for (let i = 0; i < 2; i++) (await connector.connect()).close();
  };
  assert.equal(await lookupsOf(() => twice(connectorTo(server.url))), 2);
  assert.equal(await lookupsOf(() => twice(connectorTo(server.url, 60_000))), 1);
  const briefly = connectorTo(server.url, 20);
  const apart = async () => {
    (await briefly.connect()).close();
    await new Promise((resolve) => setTimeout(resolve, 30));
    (await briefly.connect()).close();
  };
  assert.equal(await lookupsOf(apart), 2);
});

test('a host that cannot be reached where it was is looked up again', async () => {
  const server = await lineServer();
  const connector = connectorTo(server.url, 60_000);
  (await connector.connect()).close();
  await server.close();
  const failing = () => assert.rejects(connector.connect(), { code: 'ECONNREFUSED' });
  assert.equal(await lookupsOf(failing), 0);
  assert.equal(await lookupsOf(failing), 1);
});
