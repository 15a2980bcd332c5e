import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completed, matching, unfinishedAt } from './completion.ts';

/** `|` is the caret. */
function at(marked: string) {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const unfinished = unfinishedAt(text, caret);
  return { text, unfinished };
}

test('tells a key from a value by where the caret is', () => {
  const table: [marked: string, key: string | undefined, prefix: string][] = [
    ['|', undefined, ''],
    ['ser|', undefined, 'ser'],
    ['service=|', 'service', ''],
    ['service=sh|', 'service', 'sh'],
    ['ser|vice=shop', undefined, 'ser'],
    ['name="POST /ch|', 'name', 'POST /ch'],
    ['a=1 |', undefined, ''],
    ['a=1 htt|', undefined, 'htt'],
  ];
  for (const [marked, key, prefix] of table) {
    const { unfinished } = at(marked);
    assert.deepEqual([unfinished?.key, unfinished?.prefix], [key, prefix], marked);
  }
  assert.equal(at('a?|').unfinished, undefined);
});

test('writes a choice where the caret is, quoted where it must be', () => {
  const table: [marked: string, choice: string, after: string][] = [
    ['ser|', 'service', 'service=|'],
    ['service=sh|', 'shop', 'service=shop |'],
    ['service=| a=1', 'my shop', 'service="my shop" |a=1'],
    ['name="POST|', 'POST /checkout', 'name="POST /checkout" |'],
    ['ser|=shop', 'service', 'service=|shop'],
  ];
  for (const [marked, choice, after] of table) {
    const { text, unfinished } = at(marked);
    const done = completed(text, unfinished!, choice);
    assert.equal(`${done.text.slice(0, done.caret)}|${done.text.slice(done.caret)}`, after, marked);
  }
});

test('offers what begins with the prefix before what holds it', () => {
  assert.deepEqual(matching(['db.name', 'name', 'status', 'Names'], 'name'), ['Names', 'db.name']);
  assert.deepEqual(matching(['ok', 'error'], ''), ['ok', 'error']);
});
