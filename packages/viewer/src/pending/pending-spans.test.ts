import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DecodeError, TRACES, toProtobuf } from '@waymark/otlp';
import { span, traceId, traces } from '../store/oracle/samples.ts';
import { PendingSpans } from './pending-spans.ts';

const body = (...spans: ReturnType<typeof span>[]) => toProtobuf(TRACES, traces({ shop: spans }));
const running = (trace: number, id: number, name = 'GET /slow') =>
  span(trace, id, { name, endTimeUnixNano: '0' });

test('keeps what was announced, by trace, with its service', () => {
  const pending = new PendingSpans();
  assert.deepEqual(pending.take(body(running(1, 1), running(1, 2), running(2, 3))), {
    accepted: 3,
    rejected: 0,
  });
  assert.deepEqual([...pending.traceIds()], [traceId(1), traceId(2)]);
  assert.deepEqual(
    pending.spansOf(traceId(1)).map(({ service, span }) => [service, span.name, span.endTimeUnixNano]),
    [
      ['shop', 'GET /slow', '0'],
      ['shop', 'GET /slow', '0'],
    ],
  );
  assert.deepEqual(pending.spansOf(traceId(3)), []);
});

test('what is announced again is what it is now', () => {
  const pending = new PendingSpans();
  pending.take(body(running(1, 1, 'GET')));
  pending.take(body(running(1, 1, 'GET /orders/:id')));
  assert.deepEqual(
    pending.spansOf(traceId(1)).map(({ span }) => span.name),
    ['GET /orders/:id'],
  );
});

test('forgets what it has not heard of for 15 seconds, and nothing that it has', () => {
  let at = 1000;
  const pending = new PendingSpans({ now: () => at });
  pending.take(body(running(1, 1), running(2, 2)));
  at += 10_000;
  pending.take(body(running(1, 1)));
  at += 4_999;
  assert.deepEqual([...pending.traceIds()], [traceId(2), traceId(1)]);
  at += 1;
  assert.deepEqual([...pending.traceIds()], [traceId(1)]);
  at += 10_000;
  assert.deepEqual([[...pending.traceIds()], pending.spansOf(traceId(1))], [[], []]);
});

test('says when something changes, by time too', async () => {
  let changes = 0;
  const pending = new PendingSpans({ changed: () => changes++, forgetAfterMs: 20 });
  pending.take(body(running(1, 1)));
  assert.deepEqual([changes, pending.version], [1, 1]);
  const keepAlive = setInterval(() => {}, 1000);
  while (changes < 2) await sleep(5);
  clearInterval(keepAlive);
  assert.deepEqual([...pending.traceIds()], []);
});

test('is bounded in spans and bytes; those heard of first go first', () => {
  const few = new PendingSpans({ maxSpans: 2 });
  for (const id of [1, 2, 3]) few.take(body(running(id, id)));
  assert.deepEqual([...few.traceIds()], [traceId(2), traceId(3)]);
  const small = new PendingSpans({ maxBytes: 2.5 * body(running(1, 1)).length });
  for (const id of [1, 2, 3]) small.take(body(running(id, id)));
  assert.deepEqual([...small.traceIds()], [traceId(2), traceId(3)]);
});

test('leaves out spans without ids, and says so', () => {
  const pending = new PendingSpans();
  const taken = pending.take(body({ ...running(1, 1), spanId: '' }, running(2, 2)));
  assert.deepEqual(taken, {
    accepted: 1,
    rejected: 1,
    message: 'spans without a trace id or a span id were left out',
  });
  assert.deepEqual([...pending.traceIds()], [traceId(2)]);
});

test('hears nothing of a body that is none, and of an empty one', () => {
  const pending = new PendingSpans();
  assert.throws(() => pending.take(Buffer.from('no protobuf')), DecodeError);
  assert.deepEqual(pending.take(Buffer.alloc(0)), { accepted: 0, rejected: 0 });
  assert.deepEqual([...pending.traceIds()], []);
});
