import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Clock, clock } from './clock.ts';

/** A machine with a monotonic and a wall clock that a test moves by hand. */
function machine() {
  const time = { monotonic: 1000, wall: 1_700_000_001_000 };
  const pass = (ms: number) => {
    time.monotonic += ms;
    time.wall += ms;
  };
  const anchored = new Clock(
    () => time.monotonic,
    () => Math.trunc(time.wall),
    time.wall - time.monotonic,
  );
  return { time, pass, clock: anchored };
}

test('time passes in fractions of a millisecond, though the wall clock has none', () => {
  const { pass, clock } = machine();
  pass(0.25);
  assert.equal(clock.now(), 1_700_000_001_000.25);
});

test('after a step of the wall clock, in either direction, now follows it', () => {
  for (const step of [3_600_000, -3_600_000, 20]) {
    const { time, pass, clock } = machine();
    time.wall += step;
    pass(1);
    assert.ok(Math.abs(clock.now() - time.wall) <= 1, `after a step of ${step} ms`);
  }
});

test('a suspension, during which only the wall clock runs, is noticed', () => {
  const { time, clock } = machine();
  time.wall += 60_000;
  assert.ok(Math.abs(clock.now() - time.wall) <= 1);
});

test('differences as small as those of truncation move nothing', () => {
  const { time, clock } = machine();
  const anchor = clock.anchor;
  time.wall -= 2;
  clock.now();
  assert.equal(clock.anchor, anchor);
});

test("the process's clock agrees with Date.now() and never steps back", () => {
  let last = clock.now();
  assert.ok(Math.abs(last - Date.now()) < 50);
  for (let i = 0; i < 1000; i++) {
    const now = clock.now();
    assert.ok(now >= last);
    last = now;
  }
});
