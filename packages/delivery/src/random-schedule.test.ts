/** Whatever happens to a queue, in whatever order, its counts balance: seeded, so that what fails fails again. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { assertBalanced, batch, testQueue } from './fixtures/queue.ts';
import { type Answer, failure, type PendingPost, type Transport, type Verdict } from './index.ts';

const OK: Answer = { status: 200, contentType: '', body: Buffer.alloc(0) };

function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** Numbers as no judge should give them are among them. */
function verdictOf(random: (below: number) => number): Verdict {
  const count = () => [0, 1, 2, 3, 50, -1, Number.NaN, Number.POSITIVE_INFINITY][random(8)]!;
  const again = random(3) > 0 ? { again: batch('x'.repeat(random(200)), count()) } : {};
  const verdicts: Verdict[] = [
    { kind: 'delivered', rejected: count(), message: '' },
    { kind: 'some', delivered: count(), rejected: count(), why: 'a part', ...again, afterMs: 1 },
    { kind: 'retry', why: 'not now', unreachable: random(2) > 0, refused: random(2) > 0, afterMs: 1 },
    { kind: 'drop', why: 'never' },
  ];
  return verdicts[random(verdicts.length)]!;
}

function transportOf(random: (below: number) => number): Transport {
  const underWay = new Set<(error: Error) => void>();
  const abort = () => {
    for (const reject of underWay) reject(failure('ABORT_ERR'));
    underWay.clear();
  };
  const post = async () => {
    const turns = random(4);
    const aborted = new Promise<never>((_, reject) => underWay.add(reject));
    const answered = async () => {
      for (let turn = 0; turn < turns; turn++) await setImmediate();
      return random(3) > 0 ? OK : Promise.reject(failure('ECONNRESET'));
    };
    return Promise.race([answered(), aborted]);
  };
  return { targetElsewhere: { program: '/nowhere', data: {} }, post, abort, close: abort };
}

async function runSchedule(seed: number): Promise<void> {
  const random = randomOf(seed);
  const { queue } = testQueue({
    url: 'tcp://localhost:1',
    transport: () => transportOf(random),
    judge: () => verdictOf(random),
    maxQueueBytes: 1_000,
    maxQueueRecords: 40,
    retry: { initialMs: 1, maxMs: 2, giveUpAfterMs: random(2) > 0 ? 5 : 10_000 },
  });
  const taken: PendingPost[] = [];
  const settle = () => {
    const post = taken.splice(random(taken.length || 1), 1)[0];
    const settled = post?.settle(random(2) > 0 ? OK : failure('ECONNREFUSED')) ?? 0;
    assert.ok(settled >= 0 && settled <= (post?.records ?? 0), `${settled} of ${post?.records}`);
  };
  const steps = [
    () => queue.add(batch('x'.repeat(random(300)), random(60))),
    () => queue.add(batch('x', 3)),
    () => setImmediate(),
    () => void queue.flush(random(5), { endOnRefusal: random(2) > 0 }),
    () => random(8) > 0 || taken.push(...queue.takePending()),
    settle,
    () => random(40) > 0 || void queue.shutdown(random(5)),
  ];
  for (let step = 0; step < 200; step++) {
    await steps[random(steps.length)]!();
    assertBalanced(queue);
    assert.ok(queue.counts.queuedRecords <= 40 && queue.counts.queuedBytes <= 1_000);
  }
  await queue.shutdown(3);
  while (taken.length > 0) settle();
  assertBalanced(queue);
  const { added, delivered, dropped } = queue.counts;
  assert.equal(delivered + dropped, added, 'nothing is left');
}

for (let seed = 1; seed <= 20; seed++)
  test(`counts balance, whatever happens (${seed})`, () => runSchedule(seed * 7_919));
