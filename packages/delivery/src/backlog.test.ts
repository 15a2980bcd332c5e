import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backlog, type Entry } from './backlog.ts';
import { Fifo } from './fifo.ts';

const entry = (sequence: number, size: number, records = 1): Entry => ({
  body: Buffer.alloc(size),
  records,
  sequence,
  encoding: undefined,
  firstFailure: undefined,
  settled: false,
});
const order = (entries: Entry[]) => entries.map(({ sequence }) => sequence);

test('the oldest make room, by bytes and by records', () => {
  const backlog = new Backlog({ bytes: 10, records: 4 });
  assert.deepEqual(order(backlog.push(entry(1, 4), 0)), []);
  assert.deepEqual(order(backlog.push(entry(2, 4), 0)), []);
  assert.deepEqual(order(backlog.push(entry(3, 6), 0)), [1]);
  assert.deepEqual(order(backlog.push(entry(4, 0, 3), 0)), [2]);
  assert.deepEqual([backlog.length, backlog.bytes, backlog.records], [2, 6, 4]);
});

test('one that can never fit goes itself, and nothing goes for it', () => {
  const backlog = new Backlog({ bytes: 10, records: 4 });
  backlog.push(entry(1, 1), 0);
  assert.deepEqual(order(backlog.push(entry(2, 11), 0)), [2]);
  assert.deepEqual(order(backlog.push(entry(3, 1, 5), 0)), [3]);
  assert.deepEqual(order(backlog.push(entry(4, 5), 6)), [4]);
  assert.deepEqual(order(backlog.clear()), [1]);
});

test('one that comes back is the oldest again, and goes first', () => {
  const backlog = new Backlog({ bytes: 10, records: 2 });
  backlog.push(entry(1, 1), 0);
  const first = backlog.shift()!;
  backlog.push(entry(2, 1), 1);
  assert.deepEqual(order(backlog.unshift(first)), []);
  assert.deepEqual(order(backlog.push(entry(3, 1), 0)), [1]);
  backlog.shift();
  backlog.push(entry(4, 1), 0);
  assert.deepEqual(order(backlog.unshift(entry(2, 1))), [2]);
  assert.deepEqual([backlog.length, backlog.bytes, backlog.records], [2, 2, 2]);
});

test('those that come back do so in their order, whichever comes first', () => {
  const backlog = new Backlog({ bytes: 100, records: 100 });
  for (let i = 1; i <= 4; i++) backlog.push(entry(i, 1), 0);
  const out = [backlog.shift()!, backlog.shift()!, backlog.shift()!];
  for (const each of [out[1]!, out[2]!, out[0]!]) backlog.unshift(each);
  assert.deepEqual(order(backlog.clear()), [1, 2, 3, 4]);
});

test('a fifo keeps order over many turns, at both ends, and does not grow', () => {
  const fifo = new Fifo<number>();
  let next = 0;
  for (let i = 0; i < 100; i++) fifo.push(next++);
  for (let expected = 0; expected < 20_000; expected++) {
    const taken = fifo.shift();
    assert.equal(taken, expected);
    fifo.unshift(taken);
    assert.equal(fifo.shift(), expected);
    fifo.push(next++);
    assert.equal(fifo.length, 100);
  }
  assert.ok((fifo as unknown as { items: unknown[] }).items.length < 5_000);
  while (fifo.shift() !== undefined);
  assert.equal(fifo.length, 0);
});
