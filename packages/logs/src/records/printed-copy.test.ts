import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printedCopy } from './printed-copy.ts';

const deep = { a: { b: { c: { d: { e: 1 } } } } };
const round: Record<string, unknown> = {};
round['self'] = round;

const printed: [condition: string, value: object][] = [
  ['plain data', { a: 1, b: ['x', null, true, { c: -0.5 }], d: {} }],
  ['what JSON leaves out', { a: undefined, b: () => 1, c: Symbol('c'), d: 1 }],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
];
for (const [condition, value] of printed) {
  test(`${condition} is as JSON prints it, and a copy`, () => {
    const copy = printedCopy(value) as object;
    assert.deepEqual(copy, JSON.parse(JSON.stringify(value)));
    assert.notEqual(copy, value);
  });
}

const others: [condition: string, value: unknown][] = [
  ['a date', new Date(0)],
  ['an error', new Error('x')],
  ['an instance of a class', new (class Order {})()],
  ['a map', new Map()],
  ['what has a toJSON', { a: { toJSON: () => 1 } }],
  ['a number that is none', { a: Number.NaN }],
  ['a number that is none, in an array', [Number.POSITIVE_INFINITY]],
  ['a bigint', { a: 1n }],
  ['a hole, which JSON prints as null', [undefined]],
  ['a boxed text', [Object('x')]],
  ['an array of a class', new (class Orders extends Array {})()],
  ['bytes', new Uint8Array(1)],
  ['what holds itself', round],
  ['what is deep', deep],
  ['what is large', new Array(65).fill(0)],
  ['no object', 'x'],
];
for (const [condition, value] of others) {
  test(`${condition} has to be printed`, () => assert.equal(printedCopy(value), undefined));
}
