import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { type Shop, startShop } from '../../examples/shop/shop.mjs';
import { checkout, KINDS } from '../../examples/shop/traffic.mjs';

let shop: Shop;
before(async () => {
  shop = await startShop();
});
after(() => shop?.stop());

for (const [name, kind] of Object.entries(KINDS)) {
  test(`the shop answers ${kind.status} to '${name}', untraced, without an id that nobody sent`, async () => {
    const { requestId } = await checkout(shop.url, kind);
    assert.equal(requestId, undefined);
  });
}

test('stop() leaves no service and no directory behind', async () => {
  const own = await startShop();
  const pids = Object.values(own.services).map(({ pid }) => pid);
  await own.stop();
  for (const pid of pids) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  await assert.rejects(access(own.databaseDirectory), { code: 'ENOENT' });
});
