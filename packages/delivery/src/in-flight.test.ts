/** Several requests at a time: a server far away is no bound, and one in trouble is left alone. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Collector, first, ok, oneAnswerAConnection, status, until } from './fixtures/collector.ts';
import { GrpcServer } from './fixtures/grpc-server.ts';
import { assertBalanced, batch, testQueue } from './fixtures/queue.ts';

/** A server whose answers wait until they are let go, all or the oldest. */
async function holding() {
  const held: (() => void)[] = [];
  const collector = await Collector.start({
    respond: (response, request, attempt) => void held.push(() => ok(response, request, attempt)),
  });
  return { collector, held };
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

test('a round trip does not bound what is delivered', async () => {
  const roundTripMs = 60;
  await using collector = await Collector.start({
    respond: (...all) => void setTimeout(() => ok(...all), roundTripMs),
  });
  const { queue, lines } = testQueue({ url: collector.url });
  queue.add(batch('first'));
  await queue.flush();
  const start = performance.now();
  for (let i = 0; i < 40; i++) queue.add(batch(`${i}`));
  await queue.flush(10_000);
  const ms = performance.now() - start;
  assert.equal(queue.counts.delivered, 41);
  assert.ok(ms < 20 * roundTripMs, `40 batches took ${ms} ms`);
  assert.deepEqual(lines, []);
  await queue.shutdown();
});

test('at most eight go at the same time, over as many connections, which are kept', async () => {
  const { collector, held } = await holding();
  await using _ = collector;
  const { queue } = testQueue({ url: collector.url });
  const answered = async (count: number) => {
    await until(() => held.length >= count, `${count} are in flight`);
    for (const answer of held.splice(0, count)) answer();
  };
  for (let i = 0; i < 21; i++) queue.add(batch(`${i}`));
  await answered(1);
  await until(() => held.length === 8, 'eight are in flight');
  await later(50);
  assert.equal(held.length, 8);
  assert.equal(queue.counts.inflightRecords, 8);
  assertBalanced(queue);
  await answered(8);
  await answered(8);
  await answered(4);
  await queue.flush();
  assert.equal(new Set(collector.received.map(({ from }) => from)).size, 8);
  assert.equal(queue.counts.delivered, 21);
  await queue.shutdown();
});

test('none goes beside the first one, nor beside the first after a failure', async () => {
  const { collector, held } = await holding();
  await using _ = collector;
  const { queue } = testQueue({ url: collector.url });
  for (let i = 0; i < 4; i++) queue.add(batch(`${i}`));
  await until(() => held.length === 1, 'the first is in flight');
  await later(50);
  assert.equal(held.length, 1);
  collector.respond = status(503);
  held.pop()!();
  await until(() => collector.received.length >= 4, 'three have failed');
  collector.respond = (response, request, attempt) => void held.push(() => ok(response, request, attempt));
  await until(() => held.length === 1, 'one is tried again');
  await later(50);
  assert.equal(held.length, 1);
  collector.respond = ok;
  held.pop()!();
  await queue.flush();
  assert.equal(queue.counts.delivered, 4);
  assertBalanced(queue);
  await queue.shutdown();
});

test('several that fail together make one wait and one line, and come back in their order', async () => {
  const { collector, held } = await holding();
  await using _ = collector;
  const { queue, lines } = testQueue({ url: collector.url, retry: { initialMs: 300, maxMs: 1e6 } });
  queue.add(batch('first'));
  await until(() => held.length === 1, 'the first is in flight');
  held.pop()!();
  await queue.flush();
  for (let i = 0; i < 6; i++) queue.add(batch(`${i}`));
  await until(() => held.length === 6, 'six are in flight');
  held.length = 0;
  // The newest connection first: the order in which they fail is not theirs. The next attempt is put off.
  const times: number[] = [];
  collector.respond = (response, request, attempt) => {
    times.push(performance.now());
    (attempt === 8 ? status(503, { 'retry-after': '1' }) : ok)(response, request, attempt);
  };
  collector.closeBusyConnections();
  await until(() => queue.counts.delivered === 7, 'all are delivered');
  // Nobody else's wait ends that one.
  assert.ok(times[1]! - times[0]! > 990);
  assert.deepEqual(collector.bodies.slice(7, 9), ['0', '0']);
  assert.deepEqual(
    lines.map((line) => /the connection was closed|does not take traces now|works again/.exec(line)?.[0]),
    ['the connection was closed', 'does not take traces now', 'works again', 'works again'],
  );
  assertBalanced(queue);
  await queue.shutdown();
});

test('metrics go one at a time, in their order', async () => {
  await using collector = await Collector.start({
    respond: (...all) => void setTimeout(() => ok(...all), 5),
  });
  const { queue } = testQueue({ url: collector.url, signal: 'metrics' });
  const texts = Array.from({ length: 10 }, (_, i) => `${i}`);
  for (const text of texts) queue.add(batch(text));
  await queue.flush();
  assert.deepEqual(collector.bodies, texts);
  assert.equal(new Set(collector.received.map(({ from }) => from)).size, 1);
  await queue.shutdown();
});

test('all that is in flight is taken at the end, oldest first', async () => {
  const { collector, held } = await holding();
  await using _ = collector;
  const { queue } = testQueue({ url: collector.url });
  queue.add(batch('first'));
  await until(() => held.length === 1, 'the first is in flight');
  held.pop()!();
  await queue.flush();
  for (let i = 0; i < 12; i++) queue.add(batch(`${i}`, 2));
  await until(() => held.length === 8, 'eight are in flight');
  const posts = queue.takePending();
  assert.deepEqual(
    posts.map(({ body }) => body.toString()),
    Array.from({ length: 12 }, (_, i) => `${i}`),
  );
  assertBalanced(queue);
  for (const post of posts) post.settle(new Error('lost'));
  assert.equal(queue.counts.inflightRecords, 0);
  assert.equal(queue.counts.dropped, 24);
  await later(50);
  assert.equal(collector.received.length, 9);
});

test('a server that turns out not to know the signal ends what else is in flight', async () => {
  const { collector, held } = await holding();
  await using _ = collector;
  const { queue, lines } = testQueue({ url: collector.url, optional: true });
  queue.add(batch('first'));
  await until(() => held.length === 1, 'the first is in flight');
  held.pop()!();
  await queue.flush();
  for (let i = 0; i < 4; i++) queue.add(batch(`${i}`));
  await until(() => held.length === 4, 'four are in flight');
  collector.respond = status(404);
  queue.add(batch('unknown'));
  await queue.flush();
  assert.equal(queue.off, true);
  assert.deepEqual(queue.counts, {
    added: 6,
    delivered: 1,
    dropped: 5,
    queuedRecords: 0,
    queuedBytes: 0,
    inflightRecords: 0,
  });
  assert.deepEqual(lines, []);
});

test('several idle connections that the server closes just then cost no line and no wait', async () => {
  await using server = await oneAnswerAConnection();
  const { queue, lines } = testQueue({
    url: `http://localhost:${server.port}/`,
    retry: { initialMs: 1e6, maxMs: 1e6 },
  });
  const delivered = async (count: number) => {
    for (let i = 0; i < count; i++) queue.add(batch(`${i}`));
    await queue.flush();
  };
  await delivered(1);
  await delivered(4);
  await delivered(1);
  assert.equal(queue.counts.delivered, 6);
  assert.deepEqual(lines, []);
  await queue.shutdown();
});

test('gRPC calls share a connection; one without an answer does not end the others', async () => {
  // Of three calls the first is never answered, the second while the first is waited for, the third after that.
  const answers = [undefined, Buffer.alloc(0), later(600).then(() => Buffer.alloc(0))];
  await using server = await GrpcServer.start((call) => (call === 1 ? Buffer.alloc(0) : answers[call - 2]));
  const { queue } = testQueue({ url: server.url, destination: { protocol: 'grpc', timeoutMs: 500 } });
  queue.add(batch('first'));
  await queue.flush();
  queue.add(batch('silent'));
  queue.add(batch('prompt'));
  await later(300);
  queue.add(batch('late'));
  answers.push(Buffer.alloc(0));
  await until(() => queue.counts.delivered === 4, 'all are delivered');
  assert.deepEqual(server.bodies, ['first', 'silent', 'prompt', 'late', 'silent']);
  assert.equal(new Set(server.called.slice(0, 4).map(({ from }) => from)).size, 1);
  await queue.shutdown();
});

test('the first request may fail without keeping others from going together later', async () => {
  await using collector = await Collector.start({ respond: first(status(503)) });
  const { queue } = testQueue({ url: collector.url });
  for (let i = 0; i < 10; i++) queue.add(batch(`${i}`));
  await until(() => queue.counts.delivered === 10, 'all are delivered');
  assert.equal(collector.received.length, 11);
  await queue.shutdown();
});
