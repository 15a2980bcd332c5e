import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowWindow, scrollFor } from './window.ts';

test('draws the rows that show and some around them, within the list', () => {
  const table: [condition: string, scrollTop: number, count: number, first: number, end: number][] = [
    ['at the top', 0, 1000, 0, 14],
    ['in the middle', 200, 1000, 16, 34],
    ['with rows cut by the edges', 205, 1000, 16, 35],
    ['at the end', 9_900, 1000, 986, 1000],
    ['of a list shorter than its box', 0, 3, 0, 3],
    ['of an empty list', 0, 0, 0, 0],
    ['of a list that has shrunk under the scrolled box', 5_000, 10, 10, 10],
  ];
  for (const [condition, scrollTop, count, first, end] of table) {
    assert.deepEqual(rowWindow(scrollTop, 100, 10, count, 4), { first, end }, condition);
  }
});

test('scrolls just as far as needed for a row nearby', () => {
  assert.equal(scrollFor(5, 0, 100, 10), undefined);
  assert.equal(scrollFor(10, 0, 100, 10), 10);
  assert.equal(scrollFor(9, 95, 100, 10), 90);
});

test('brings a row from far away to the middle', () => {
  assert.equal(scrollFor(500, 0, 100, 10), 4955);
  assert.equal(scrollFor(0, 5000, 100, 10), 0);
});
