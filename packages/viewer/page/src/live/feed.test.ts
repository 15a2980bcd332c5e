import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { AnswerError } from '../api/answer-error.ts';
import { createFeed, type Page } from './feed.ts';

interface Asked {
  params: Record<string, string | undefined>;
  signal: AbortSignal;
  answer(items: number[], next?: string): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** A feed of numbers, whose questions wait until the test answers them. */
function numbers() {
  const asked: Asked[] = [];
  const feed = createFeed<number, Page<number>>({
    ask: (params, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<Page<number>>();
      asked.push({
        params,
        signal,
        answer: async (items, next) => {
          resolve({ items, next });
          await settled();
        },
        fail: async (error) => {
          reject(error);
          await settled();
        },
      });
      return promise;
    },
    pageOf: (page) => page,
    newer: ({ items }) => ({ after: String(items[0]) }),
    withNewer: (known, newer) => ({ items: [...newer.items, ...known.items], next: known.next }),
    withOlder: (known, older) => ({ items: [...known.items, ...older.items], next: older.next }),
    arrived: () => undefined,
    everyMs: 0,
  });
  return { feed, asked, items: () => feed.page.value?.items };
}

/** Timers of 0 ms and what follows them. */
async function settled(): Promise<void> {
  for (let at = 0; at < 3; at++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    await turn();
  }
}

test('loads the first page, what is new, and the pages behind', async () => {
  const { feed, asked, items } = numbers();
  feed.show('a=1', {});
  assert.equal(asked[0]!.params['where'], 'a=1');
  assert.equal(feed.waiting.value, true);
  await asked[0]!.answer([3, 2], 'before-2');
  feed.refresh();
  await settled();
  assert.equal(asked[1]!.params['after'], '3');
  await asked[1]!.answer([4]);
  feed.more();
  assert.equal(asked[2]!.params['before'], 'before-2');
  await asked[2]!.answer([1]);
  assert.deepEqual(items(), [4, 3, 2, 1]);
  assert.equal(feed.waiting.value, false);
});

test('asks once more for what arrived while an answer was on its way', async () => {
  const { feed, asked, items } = numbers();
  feed.show('', {});
  await asked[0]!.answer([1]);
  feed.refresh();
  await settled();
  feed.refresh();
  feed.refresh();
  await settled();
  assert.equal(asked.length, 2);
  await asked[1]!.answer([2]);
  assert.equal(asked.length, 3);
  await asked[2]!.answer([3]);
  assert.equal(asked.length, 3);
  assert.deepEqual(items(), [3, 2, 1]);
});

test('what arrives before the first page is asked for after it', async () => {
  const { feed, asked } = numbers();
  feed.show('', {});
  feed.refresh();
  await settled();
  assert.equal(asked.length, 1);
  await asked[0]!.answer([1]);
  assert.equal(asked[1]!.params['after'], '1');
});

test('another question drops the answers to the one before', async () => {
  const { feed, asked, items } = numbers();
  feed.show('old', {});
  feed.show('new', {});
  assert.equal(asked[0]!.signal.aborted, true);
  await asked[1]!.answer([5]);
  await asked[0]!.answer([9]);
  assert.deepEqual(items(), [5]);
  feed.refresh();
  await settled();
  assert.equal(asked.length, 3, 'it goes on after all that');
});

test('the same question only looks for what is new', async () => {
  const { feed, asked, items } = numbers();
  feed.show('same', { sinceSeconds: 60 });
  await asked[0]!.answer([1]);
  feed.show('same', { sinceSeconds: 60 });
  await settled();
  assert.equal(asked[1]!.params['after'], '1');
  assert.ok(Number(asked[1]!.params['from']) > 0);
  assert.deepEqual(items(), [1]);
});

test('a question that fails says so, and leaves the list', async () => {
  const { feed, asked, items } = numbers();
  feed.show('', {});
  await asked[0]!.answer([1]);
  feed.refresh();
  await settled();
  await asked[1]!.fail(new AnswerError(503, 'the store is closed'));
  assert.equal(feed.failure.value?.message, 'the store is closed');
  assert.deepEqual(items(), [1]);
  feed.refresh();
  await settled();
  await asked[2]!.answer([2]);
  assert.equal(feed.failure.value, undefined);
});

test('further pages are asked for one at a time, and not behind the last', async () => {
  const { feed, asked } = numbers();
  feed.show('', {});
  await asked[0]!.answer([1], 'before-1');
  feed.more();
  feed.more();
  assert.equal(asked.length, 2);
  await asked[1]!.answer([0]);
  feed.more();
  assert.equal(asked.length, 2);
});

test('begins anew where the viewer is another one', async () => {
  const { feed, asked, items } = numbers();
  feed.show('', {});
  await asked[0]!.answer([9, 8]);
  feed.reload();
  await settled();
  assert.equal(asked[1]!.params['after'], undefined);
  await asked[1]!.answer([1]);
  assert.deepEqual(items(), [1]);
});

test('a tail that runs all day stays bounded', async () => {
  const { feed, asked, items } = numbers();
  feed.show('', {});
  await asked[0]!.answer(Array(4999).fill(0), 'more');
  feed.refresh();
  await settled();
  await asked[1]!.answer([2, 1]);
  assert.equal(items()?.length, 5000);
  assert.equal(items()?.[0], 2);
});
