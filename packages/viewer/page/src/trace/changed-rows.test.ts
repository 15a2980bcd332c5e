import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeText } from './change-text.ts';
import { changeOf, shownRows } from './changed-rows.ts';
import type { ComparedRow, ComparedSide } from './comparison.ts';

const side = (total: number, count = 1, errors = 0): ComparedSide => ({
  count,
  errors,
  total,
  own: total,
  spanId: 's',
});
const row = (name: string, parent: number, size: number, left?: ComparedSide, right?: ComparedSide) =>
  ({
    service: 'web',
    name,
    level: 1,
    size,
    parent,
    ...(left && { left }),
    ...(right && { right }),
  }) as ComparedRow;

const ROWS = [
  row('root', -1, 7, side(1000), side(1050)),
  row('same', 0, 2, side(100), side(109)),
  row('slower', 1, 1, side(100), side(150)),
  row('calm', 0, 1, side(100), side(100)),
  row('more often', 0, 1, side(100, 2), side(100, 3)),
  row('fails', 0, 1, side(100), side(100, 1, 1)),
  row('new', 0, 1, undefined, side(1)),
];
const names = (collapsed: number[], onlyChanged: boolean) =>
  shownRows(ROWS, new Set(collapsed), onlyChanged).map((at) => ROWS[at]!.name);

test('what changed by more than a tenth is shown, with what is above it', () => {
  assert.deepEqual(names([], true), ['root', 'same', 'slower', 'more often', 'fails', 'new']);
});

test('what is below a closed row is not shown', () => {
  assert.deepEqual(names([1], false), ['root', 'same', 'calm', 'more often', 'fails', 'new']);
  assert.deepEqual(names([0], true), ['root']);
});

test('a change is told in per cent, a great one as a multiple', () => {
  assert.equal(changeOf(ROWS[2]!), 50);
  assert.deepEqual(
    [
      [100, 150],
      [100, 50],
      [100, 100],
      [100, 1200],
      [0, 5],
      [100, 100.1],
    ].map(([from, to]) => changeText(from!, to!)),
    ['+50 %', '−50 %', '±0 %', '×12', '', '±0 %'],
  );
});
