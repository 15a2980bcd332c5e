import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Collector, until } from './fixtures/collector.ts';
import { ended, startExitingApp } from './fixtures/exits.ts';
import { lineServer } from './fixtures/line-server.ts';
import { assertBalanced, batch, testQueue } from './fixtures/queue.ts';
import { type Answer, failure, type Outcome, plainBody, type Transport, type Verdict } from './index.ts';

const OK: Answer = { status: 200, contentType: '', body: Buffer.alloc(0) };
const retry = { kind: 'retry', why: 'busy', unreachable: false, refused: false } as const;

/** Keeps what it is given to post, and answers as the test says. */
class Memory implements Transport {
  readonly posted: string[] = [];
  readonly targetElsewhere = { program: '/nowhere', data: {} };
  answer: () => Promise<Answer> = async () => OK;

  post(body: Buffer): Promise<Answer> {
    this.posted.push(body.toString());
    return this.answer();
  }

  abort(): void {}
  close(): void {}
}

test('a body goes the way of the transport that the queue is given, to a URL of any scheme', async () => {
  const transport = new Memory();
  const { queue, lines } = testQueue({ url: 'tls://user:s3cr3t@[::1]:24224', transport: () => transport });
  queue.add(batch('one'));
  await queue.flush();
  assert.deepEqual(transport.posted, ['one']);
  transport.answer = async () => Promise.reject(failure('WRONG_KEY', 'the shared key is not the same'));
  queue.add(batch('two'));
  await until(() => lines.length === 1, 'the trouble is said');
  assert.match(
    lines[0]!,
    /^cannot deliver to tls:\/\/\[::1\]:24224: the shared key is not the same \(WRONG_KEY\); /,
  );
  await queue.shutdown(1);
  assertBalanced(queue);
});

test('what a transport says holds no credential', async () => {
  const { queue, lines } = testQueue({
    url: 'tls://user:s3cr3t@localhost:24224',
    destination: { credentials: { 'shared key': 'k3y-of-all' } },
    transport: (_, say) => {
      say('no user:s3cr3t, no k3y-of-all');
      return new Memory();
    },
  });
  assert.deepEqual(lines, ['tls://localhost:24224: no ***:***, no ***']);
  await queue.shutdown(1);
});

test('of a batch that is taken in part, only the rest is sent again, before what came later', async () => {
  const transport = new Memory();
  const verdicts: Verdict[] = [
    { kind: 'some', delivered: 3, rejected: 2, why: 'no such field', again: batch('rest', 5), afterMs: 1 },
  ];
  const { queue, lines } = testQueue({
    url: 'tcp://localhost:1',
    transport: () => transport,
    judge: () => verdicts.shift() ?? { kind: 'delivered', rejected: 0, message: '' },
  });
  queue.add(batch('all', 10));
  queue.add(batch('later', 1));
  await queue.flush();
  assert.deepEqual(transport.posted, ['all', 'rest', 'later']);
  assert.deepEqual(queue.counts, {
    added: 11,
    delivered: 9,
    dropped: 2,
    queuedRecords: 0,
    queuedBytes: 0,
    inflightRecords: 0,
  });
  assert.match(lines[0]!, /rejected 2 spans: 'no such field'/);
  await queue.shutdown(1);
});

for (const [what, some] of [
  ['more delivered than there were', { delivered: 12, rejected: 4, again: batch('rest', 9) }],
  ['more rejected than there were', { delivered: 1, rejected: 40, again: batch('rest', 9) }],
  ['less than there were, and nothing to send again', { delivered: 1, rejected: 2 }],
  ['fewer to send again than are left', { delivered: 1, rejected: 1, again: batch('rest', 1) }],
  ['numbers below zero', { delivered: -5, rejected: -1, again: batch('rest', 1) }],
] as const) {
  test(`the counts balance though a judge says: ${what}`, async () => {
    const verdicts: Verdict[] = [{ kind: 'some', why: 'because', afterMs: 1, ...some }];
    const { queue } = testQueue({
      url: 'tcp://localhost:1',
      transport: () => new Memory(),
      judge: () => verdicts.shift() ?? { kind: 'delivered', rejected: 0, message: '' },
    });
    queue.add(batch('all', 10));
    await queue.flush();
    assertBalanced(queue);
    assert.equal(queue.counts.delivered + queue.counts.dropped, 10);
    await queue.shutdown(1);
  });
}

test('the rest of a batch keeps its age: it is given up when the whole would be', async () => {
  const { queue } = testQueue({
    url: 'tcp://localhost:1',
    retry: { initialMs: 5, maxMs: 5, giveUpAfterMs: 60 },
    transport: () => new Memory(),
    judge: (_, { records }) =>
      records > 1 ? { kind: 'some', delivered: 1, rejected: 0, why: 'busy', again: batch('rest', 1) } : retry,
  });
  queue.add(batch('all', 2));
  await until(() => queue.counts.dropped === 1, 'the rest is given up');
  assert.equal(queue.counts.delivered, 1);
  await queue.shutdown(1);
});

test('a judge sees the batch as it was added, also when it went compressed', async () => {
  const seen: string[] = [];
  const text = 'x'.repeat(1_000);
  const transport = new Memory();
  const { queue } = testQueue({
    url: 'tcp://localhost:1',
    destination: { compression: 'gzip' },
    transport: () => transport,
    judge: (_, sent) => {
      seen.push(plainBody(sent).toString());
      return { kind: 'delivered', rejected: 0, message: '' };
    },
  });
  queue.add(batch(text));
  await queue.flush();
  assert.deepEqual(seen, [text]);
  assert.ok(transport.posted[0]!.length < 100);
  await queue.shutdown(1);
});

test('a judge that throws costs the batch and not the count', async () => {
  const { queue, lines } = testQueue({
    url: 'tcp://localhost:1',
    transport: () => new Memory(),
    judge: (_: Outcome): Verdict => {
      throw new Error('a mistake');
    },
  });
  queue.add(batch('one', 3));
  await queue.flush();
  assert.equal(queue.counts.dropped, 3);
  assert.match(lines[0]!, /refuses traces: its answer could not be read/);
  await queue.shutdown(1);
});

test('a batch that comes compressed is not compressed again, and says so to the server', async () => {
  await using collector = await Collector.start();
  const { gzipSync } = await import('node:zlib');
  const { queue } = testQueue({ url: collector.url, destination: { compression: 'gzip' } });
  queue.add({ body: gzipSync('one'), records: 1, encoding: 'gzip' });
  await queue.flush();
  assert.equal(collector.received[0]?.headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(collector.received[0]!.body).toString(), 'one');
  await queue.shutdown(1);
});

test('at the end of the process, a program brings what does not go by HTTP', async () => {
  await using server = await lineServer();
  const app = startExitingApp({ url: server.url, way: 'process.exit', batches: ['one', 'two'], lines: true });
  const { report } = await ended(app);
  assert.deepEqual(report.result, { delivered: 2, failed: 0 });
  assert.deepEqual(server.lines.toSorted(), ['one', 'two']);
  assert.deepEqual(report.lines, []);
});

test('at the end of the process, what the program says of a failure is said', async () => {
  const server = await lineServer();
  await server.close();
  const app = startExitingApp({ url: server.url, way: 'process.exit', batches: ['one'], lines: true });
  const { report } = await ended(app);
  assert.deepEqual(report.result, { delivered: 0, failed: 1 });
  assert.match(report.lines.join(), /^could not deliver to tcp:.*connection refused.*; 1 span lost$/);
});

test('of a batch that is taken in part at the end, the rest is lost and counted', async () => {
  const { queue, lines } = testQueue({
    url: 'tcp://localhost:1',
    transport: () => new Memory(),
    judge: () => ({ kind: 'some', delivered: 3, rejected: 2, why: 'busy', again: batch('rest', 5) }),
  });
  queue.add(batch('all', 10));
  const [post] = queue.takePending();
  assert.equal(post!.settle(OK), 3);
  assertBalanced(queue);
  assert.deepEqual([queue.counts.delivered, queue.counts.dropped], [3, 7]);
  assert.match(lines.at(-1)!, /^could not deliver to tcp:\/\/localhost:1: busy; 5 spans lost$/);
  await queue.shutdown(1);
});

test('what the transports of several queues say at once is said once', async () => {
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  const transport = (_: unknown, say: (line: string) => void) => {
    say('the changed TLS files are not used');
    return new Memory();
  };
  const queues = [1, 2].map(() => testQueue({ url: 'tls://localhost:1', report, transport }).queue);
  assert.deepEqual(lines, ['tls://localhost:1: the changed TLS files are not used']);
  for (const queue of queues) await queue.shutdown(1);
});
