import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import zlib, { gunzipSync } from 'node:zlib';
import { Collector } from './fixtures/collector.ts';
import { batch, testQueue } from './fixtures/queue.ts';
import { gzipped } from './gzip.ts';

const throwing = () => {
  throw new Error('from gzip');
};

test('one body that cannot be compressed is as it is, and the next ones are compressed', async (t) => {
  t.mock.method(zlib, 'gzip').mock.mockImplementationOnce(throwing as never);
  const bodies = ['one', 'two', 'three'].map((text) => gzipped(Buffer.from(text)));
  const [one, ...others] = await Promise.all(bodies);
  assert.equal(one, undefined);
  assert.deepEqual(
    others.map((body) => `${gunzipSync(body!)}`),
    ['two', 'three'],
  );
});

test('a batch that cannot be compressed is delivered, as is what comes after it', async (t) => {
  t.mock.method(zlib, 'gzip').mock.mockImplementationOnce(throwing as never);
  await using collector = await Collector.start();
  const { queue, lines } = testQueue({ url: collector.url, destination: { compression: 'gzip' } });
  for (const text of ['one', 'two']) {
    queue.add(batch(text));
    await queue.flush();
  }
  assert.deepEqual(
    collector.received.map(({ headers }) => headers['content-encoding']),
    [undefined, 'gzip'],
  );
  assert.deepEqual([queue.counts.delivered, lines], [2, []]);
  await queue.shutdown();
});

test('nothing of the last body is kept', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const compressed = new WeakRef((await gzipped(Buffer.alloc(1e5)))!);
  await new Promise(setImmediate);
  collect();
  assert.equal(compressed.deref(), undefined);
});
