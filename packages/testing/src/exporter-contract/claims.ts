/** What every exporter must keep. What a fault looks like in a protocol is its adapter's business. */

import assert from 'node:assert/strict';
import type { Behave, Behaviour, Claim, ExporterAdapter } from './adapter.ts';
import { offerMany } from './many-records.ts';
import { UNWRITABLE } from './records.ts';
import { delay, Run, until } from './run.ts';

interface ClaimText {
  says: string;
  proves(adapter: ExporterAdapter): Promise<void>;
}

const BACK_AFTER_MS = 1_000;

/** Characters in a record: fifty of them do not fit before the cut, and do fit into HTTP/2's first window. */
const LARGE = 900;

export const CLAIMS: Record<Claim, ClaimText> = {
  'all-once': {
    says: 'everything arrives, once, in as many batches as it takes',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      run.produce(1_234);
      await run.settled();
      await run.assertSums();
      assert.equal(run.distinct, run.produced);
      assert.deepEqual(run.lines, []);
    },
  },

  unwritable: {
    says: 'a record that cannot be written costs its batch at most, and what it costs is counted',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      run.produce(70);
      run.produce(1, UNWRITABLE);
      run.produce(129);
      await run.settled(3_000);
      await run.assertSums();
      const { dropped } = run.exporter.counts;
      // None where what throws is left out of its record.
      assert.ok(dropped <= 50, run.summary());
    },
  },

  'partial-failure': {
    says: 'what a server refuses of a batch is dropped and said, the rest of it is delivered',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      run.server.behave(() => ({ does: 'take-some', refuse: 7 }));
      run.produce(200);
      await run.settled();
      await run.assertSums();
      assert.equal(run.exporter.counts.dropped, 4 * 7, run.summary());
      assert.equal(run.lines.length, 1, run.summary());
    },
  },

  'refused-for-good': {
    says: 'a batch that a server will never take is dropped and said, those after it are delivered',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      run.server.behave(first({ does: 'refuse' }));
      run.produce(150);
      await run.settled();
      await run.assertSums();
      assert.equal(run.exporter.counts.dropped, 50, run.summary());
      assert.ok(run.lines.length >= 1, 'nobody was told');
    },
  },

  'nobody-listens': {
    says: 'what is made before the server is there arrives when it is',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      await run.proxy.stop();
      run.produce(300);
      await run.exporter.flush(150);
      run.assertSaid(/ECONNREFUSED/);
      await run.proxy.restart();
      await run.settled();
      await run.assertSums();
      assert.equal(run.distinct, run.produced, run.summary());
    },
  },

  'reset-in-body': {
    says: 'a connection that is reset in the middle of a body loses nothing that is not counted',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      run.proxy.cutNextRequestAfter(15_000);
      run.produce(200, LARGE);
      await run.settled();
      assert.equal(run.proxy.cuts, 1);
      const twice = adapter.takesParts === true;
      await run.assertSums({ twice, unheard: adapter.afterLostAnswer === 'unknown' });
      if (adapter.afterLostAnswer !== 'unknown') assert.equal(run.distinct, run.produced, run.summary());
    },
  },

  'lost-answer': {
    says: 'a batch whose answer got lost is not lost',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      run.proxy.holdAnswersAfter(2_000);
      run.produce(50, 200);
      const flushed = run.settled();
      await until(
        () => run.server.taken.length > 0 && run.proxy.held > 0,
        () => run.summary(),
      );
      run.proxy.reset();
      await flushed;
      await run.assertSums({ twice: true });
      assert.equal(run.distinct, run.produced, run.summary());
    },
  },

  'in-pieces': {
    says: 'what a server says is understood when it comes a byte at a time',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      run.proxy.sliceAnswers();
      run.produce(120);
      await run.settled();
      await run.assertSums();
      assert.equal(run.distinct, run.produced, run.summary());
    },
  },

  'late-answer': {
    says: 'an answer that comes when nobody waits for it any more is not taken for that to another batch',
    async proves(adapter) {
      await using run = await Run.start(adapter, { timeoutMs: 300 });
      run.server.behave(first({ does: 'take-late', ms: 600 }));
      run.produce(200);
      await run.settled();
      await delay(500);
      await run.assertSums({ twice: true });
      assert.equal(run.distinct, run.produced, run.summary());
    },
  },

  busy: {
    says: 'a server that is busy (429) is left alone for as long as it asks',
    proves: (adapter) => leftAlone(adapter, { does: 'busy', afterMs: BACK_AFTER_MS }),
  },

  unavailable: {
    says: 'a server that is not available (503) is left alone for as long as it asks',
    proves: (adapter) => leftAlone(adapter, { does: 'unavailable', afterMs: BACK_AFTER_MS }),
  },

  nonsense: {
    says: 'an answer that makes no sense ends no process and keeps the sums right',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      run.server.behave(first({ does: 'nonsense' }));
      run.produce(150);
      await run.settled();
      await run.assertSums();
    },
  },

  'slow-reader': {
    says: 'before a server that reads slowly memory stays within its bound, and the sums are right',
    async proves(adapter) {
      const maxQueueBytes = 2 * 1024 * 1024;
      await using run = await Run.start(adapter, { maxQueueBytes });
      run.proxy.pace(4_000);
      let held = 0;
      for (let i = 0; i < 10; i++) {
        run.produce(50, 16 * 1024);
        held = Math.max(held, run.exporter.heldBytes ?? 0);
        await delay(1);
      }
      await run.settled();
      await run.assertSums();
      assert.ok(run.exporter.counts.delivered > 0, run.summary());
      assert.ok(held <= maxQueueBytes, `${held} bytes were held`);
    },
  },

  'forgotten-connection': {
    says: 'a connection over which nothing passes any more is given up for a new one',
    async proves(adapter) {
      await using run = await Run.start(adapter, { timeoutMs: 300 });
      run.produce(50);
      await run.settled();
      run.proxy.freezeOpen();
      run.produce(150);
      await run.settled();
      await run.assertSums();
      assert.equal(run.distinct, run.produced, run.summary());
    },
  },

  restart: {
    says: 'a server that goes and comes back gets everything once',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      run.produce(200);
      await run.settled();
      await run.proxy.stop();
      await delay(20);
      run.produce(200);
      await delay(100);
      await run.proxy.restart();
      run.produce(200);
      await run.settled();
      await run.assertSums();
      assert.equal(run.distinct, run.produced, run.summary());
    },
  },

  'restart-under-traffic': {
    says: 'restarts while records are made and sent lose nothing that is not counted',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      for (let round = 0; round < 3; round++) {
        await traffic(run, 100);
        await run.proxy.stop();
        await traffic(run, 100);
        await run.proxy.restart();
      }
      await traffic(run, 100);
      await run.settled();
      await run.assertSums({ twice: true, unheard: adapter.afterLostAnswer === 'unknown' });
      if (adapter.afterLostAnswer !== 'unknown') assert.equal(run.distinct, run.produced, run.summary());
    },
  },

  'shutdown-while-sending': {
    says: 'a shutdown delivers what waits and what is on its way',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      run.server.behave(() => ({ does: 'take-late', ms: 100 }));
      run.produce(420);
      await run.exporter.shutdown(2_500);
      await run.assertSums();
      assert.equal(run.distinct, run.produced, run.summary());
    },
  },

  'shutdown-in-silence': {
    says: 'a shutdown before a server that says nothing ends in time, and what is lost is counted and said',
    async proves(adapter) {
      await using run = await Run.start(adapter);
      run.proxy.freeze();
      run.produce(420);
      await delay(50);
      const began = performance.now();
      await run.exporter.shutdown(500);
      const took = performance.now() - began;
      assert.ok(took < 1_500, `it took ${took} ms`);
      await run.assertSums({ unheard: true });
      if (adapter.afterLostAnswer === 'unknown') return;
      assert.equal(run.exporter.counts.dropped, run.produced, run.summary());
      run.assertSaid(/\b420\b/);
    },
  },

  'million-to-nobody': {
    says: 'a million records offered to a dead server are counted, in bounded memory',
    async proves(adapter) {
      await offerMany(adapter, { records: 1_000_000, size: 20, to: 'nobody' });
    },
  },

  'many-to-silence': {
    says: 'records offered to a server that takes connections and reads nothing are counted, in bounded memory',
    async proves(adapter) {
      await offerMany(adapter, { records: 100_000, size: 1_000, to: 'silence' });
    },
  },
};

async function leftAlone(adapter: ExporterAdapter, behaviour: Behaviour): Promise<void> {
  await using run = await Run.start(adapter);
  run.server.behave(first(behaviour));
  run.produce(150);
  await run.settled();
  await run.assertSums();
  assert.equal(run.distinct, run.produced, run.summary());
  const [refused, ...others] = run.server.requests;
  const waited = Math.min(...others) - refused!;
  assert.ok(waited >= BACK_AFTER_MS - 20, `it came back after ${waited} ms`);
  assert.ok(waited < 4 * BACK_AFTER_MS, `it came back only after ${waited} ms`);
}

/** Records as an application makes them: some a turn of the event loop. */
async function traffic(run: Run, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    run.produce(20);
    await delay(2);
  }
}

function first(behaviour: Behaviour): Behave {
  return (request) => (request === 1 ? behaviour : { does: 'take' });
}
