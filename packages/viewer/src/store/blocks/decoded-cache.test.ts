import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecodedCache } from './decoded-cache.ts';

test('forgets what was not used for longest, when there is no room', () => {
  const cache = new DecodedCache(1000);
  let decoded: number[] = [];
  const get = (key: number) =>
    cache.get(key, () => {
      decoded.push(key);
      return { bytes: 300, key };
    }).key;
  for (const key of [1, 2, 3]) assert.equal(get(key), key);
  for (let use = 0; use < 3000; use++) get(1);
  assert.deepEqual([decoded, cache.bytes], [[1, 2, 3], 900]);
  for (const key of [4, 1, 3, 2]) get(key);
  assert.deepEqual(decoded, [1, 2, 3, 4, 2]);
  decoded = [];
  cache.forget(1, 2);
  for (const key of [1, 2]) get(key);
  assert.deepEqual([decoded, cache.bytes <= 1000], [[1, 2], true]);
});

test('keeps the last, even if it alone is too large', () => {
  const cache = new DecodedCache(10);
  const large = cache.get(1, () => ({ bytes: 500 }));
  assert.equal(
    cache.get(1, () => ({ bytes: 0 })),
    large,
  );
});
