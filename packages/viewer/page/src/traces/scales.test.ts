import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationScale, logScale, timeScale } from './scales.ts';

test('time goes from left to right, and back', () => {
  const scale = timeScale(1_000, 61_000, 50, 650);
  assert.equal(scale.pixel(1_000), 50);
  assert.equal(scale.pixel(61_000), 650);
  assert.equal(scale.value(350), 31_000);
});

test('ticks of time are round and far enough from each other', () => {
  const { ticks } = timeScale(1_234, 61_000, 50, 650);
  assert.deepEqual(
    ticks.map((tick) => tick.value),
    [10_000, 20_000, 30_000, 40_000, 50_000, 60_000].filter((ms) => ms % 10_000 === 0),
  );
});

test('a single moment has a scale as well', () => {
  const scale = timeScale(5, 5, 0, 100);
  assert.ok(Number.isFinite(scale.pixel(5)));
  assert.ok(scale.ticks.length < 10);
});

test('durations go up by their logarithm, and back', () => {
  const scale = logScale(1e3, 1e9, 120, 0);
  assert.equal(scale.pixel(1e3), 120);
  assert.equal(scale.pixel(1e6), 60);
  assert.equal(Math.round(scale.value(0)), 1e9);
  assert.deepEqual(
    scale.ticks.map((tick) => Math.round(tick.value)),
    [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9],
  );
});

test('durations that are much alike are in the middle, with ticks between powers of ten', () => {
  const scale = logScale(2e8, 2e8, 120, 0);
  assert.equal(scale.pixel(2e8), 60);
  assert.deepEqual(
    scale.ticks.map((tick) => Math.round(tick.value)),
    [1e8, 2e8, 5e8],
  );
});

test('durations of zero are at the bottom, and leave the others their room', () => {
  const scale = durationScale([0, 1e6, 1e9, 0], 120, 0);
  assert.deepEqual([0, 1e6, 1e9].map(scale.pixel), [120, 120, 0]);
  const nothing = durationScale([0, 0], 120, 0);
  assert.equal(nothing.pixel(0), 120);
  assert.deepEqual(
    nothing.ticks.map((tick) => Math.round(tick.value)),
    [1e3, 2e3, 5e3, 1e4],
  );
});
