import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { execFileSync } from 'node:child_process';
import diagnostics_channel from 'node:diagnostics_channel';
import { after, test } from 'node:test';
import {
  type Context,
  type ContextManager,
  context,
  createContextKey,
  ROOT_CONTEXT,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { Collector, first, status } from './fixtures/collector.ts';
import { batch, testQueue } from './fixtures/queue.ts';

const storage = new AsyncLocalStorage<Context>();
const manager: ContextManager = {
  active: () => storage.getStore() ?? ROOT_CONTEXT,
  with: (active, fn, thisArg, ...args) => storage.run(active, () => fn.apply(thisArg, args)),
  bind: (_, target) => target,
  enable: () => manager,
  disable: () => manager,
};
context.setGlobalContextManager(manager);
after(() => context.disable());

test('requests are made with tracing suppressed and outside of the request that added the batch', async () => {
  const seen: Context[] = [];
  const see = () => void seen.push(context.active());
  diagnostics_channel.subscribe('http.client.request.start', see);
  await using collector = await Collector.start({ respond: first(status(503)) });
  const { queue } = testQueue({ url: collector.url });
  const key = createContextKey('request');
  await context.with(ROOT_CONTEXT.setValue(key, 1), async () => {
    queue.add(batch('one'));
    await queue.flush();
    assert.equal(context.active().getValue(key), 1);
  });
  diagnostics_channel.unsubscribe('http.client.request.start', see);
  assert.equal(seen.length, 2);
  for (const active of seen) {
    assert.equal(isTracingSuppressed(active), true);
    assert.equal(active.getValue(key), undefined);
  }
  await queue.shutdown();
});

test('neither import nor queue loads node:http, and its loading goes past a wrapped getBuiltinModule', () => {
  const script = `
    import { DeliveryQueue } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
    const destination = { url: 'http://localhost:1/', timeoutMs: 9, contentType: 'a/b', userAgent: 'c' };
    const queue = new DeliveryQueue({ destination, signal: 'traces', report: () => {} });
    const loaded = () => process.moduleLoadList.includes('NativeModule http');
    const before = loaded();
    const wrapped = [];
    process.getBuiltinModule = (id) => void wrapped.push(id);
    queue.add({ body: Buffer.from('x'), records: 1 });
    await queue.flush(5_000, { endOnRefusal: true });
    console.log(JSON.stringify({ before, after: loaded(), wrapped }));
  `;
  const stdout = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  assert.deepEqual(JSON.parse(stdout), { before: false, after: true, wrapped: [] });
});
