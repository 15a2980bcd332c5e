/**
 * Random bytes for ids: xoshiro128** (Blackman and Vigna), seeded by the operating system. `node:crypto` would have to be
 * loaded for them (RATIONALE.md tells what that costs, and why ids need no more than this).
 */

import { closeSync, openSync, readSync } from 'node:fs';

// Taken now: where the application wants spans of `node:fs`, or fakes it or the time, a seed is none of its business.
const file = { open: openSync, read: readSync, close: closeSync };
const { hrtime } = process;

const SOURCE = '/dev/urandom';

const state = new Uint32Array(4);
let isSeeded = false;

/** Writes over all of `bytes`, whose length and place in memory are multiples of four. */
export function fillRandom(bytes: Buffer): void {
  if (!isSeeded) seed();
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  // Copies of one memory image, as a machine that is restored twice has them, part here.
  a ^= hrtime()[1];
  for (let i = 0; i < words.length; i++) {
    const scrambled = Math.imul(b, 5);
    words[i] = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

function seed(): void {
  const bytes = Buffer.from(state.buffer);
  // Windows has no such file, and a program that may read none has it neither.
  if (!readSeed(bytes)) process.getBuiltinModule('node:crypto').randomFillSync(bytes);
  isSeeded = true;
}

function readSeed(bytes: Buffer): boolean {
  try {
    const source = file.open(SOURCE, 'r');
    try {
      return (
        file.read(source, bytes, 0, bytes.length, null) === bytes.length && bytes.some((byte) => byte !== 0)
      );
    } finally {
      file.close(source);
    }
  } catch {
    return false;
  }
}
