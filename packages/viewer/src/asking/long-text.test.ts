import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from '../store/turns.ts';
import { LongText } from './long-text.ts';

test('lists within lists, longer than a piece, with characters of several bytes', () => {
  const out = new LongText();
  const rows = Array.from({ length: 300 }, (_, row) =>
    Array.from({ length: 50 }, (_, at) => `茶🫖 ${row} ${at}`),
  );
  out.add('{"rows":[');
  for (const row of rows) {
    out.item('[');
    for (const each of row) out.item(JSON.stringify(each));
    out.add(']');
  }
  out.add(']}');
  assert.deepEqual(JSON.parse(out.bytes().toString()), { rows });
});

test('a list without items', () => {
  const out = new LongText();
  for (const text of ['[', ']']) out.add(text);
  assert.equal(out.bytes().toString(), '[]');
});

test('others have their turn while a long list is worked on', async () => {
  let others = 0;
  const timer = setInterval(() => others++, 1);
  const busy = (number: number) => {
    for (const until = performance.now() + 2; performance.now() < until; );
    return number * 2;
  };
  const numbers = Array.from({ length: 50 }, (_, number) => number);
  const doubled = await new Turns().map(numbers, busy);
  clearInterval(timer);
  assert.deepEqual(
    doubled,
    numbers.map((number) => number * 2),
  );
  assert.ok(others > 5, `${others} turns of others`);
});
