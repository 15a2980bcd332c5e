import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  afterFirst,
  Collector,
  first,
  ok,
  oneAnswerAConnection,
  type Respond,
  silent,
  status,
  until,
} from './fixtures/collector.ts';
import { assertBalanced, batch, testQueue } from './fixtures/queue.ts';
import { type Outcome, verdictOf } from './verdict.ts';

/** A port where nothing listens. */
async function deadUrl(): Promise<string> {
  const collector = await Collector.start();
  await collector.close();
  return collector.url;
}

const failures: unknown[] = [];
process.on('unhandledRejection', (reason) => failures.push(reason));
after(() => assert.deepEqual(failures, []));

test('delivers batches in order over one connection when it has the time, whole and with their length', async () => {
  await using collector = await Collector.start();
  const { queue, lines } = testQueue({ url: collector.url, destination: { headers: { 'X-Team': 'blue' } } });
  for (const text of ['one', 'two', 'three']) {
    queue.add(batch(text, 2));
    await queue.flush();
  }
  assert.deepEqual(collector.bodies, ['one', 'two', 'three']);
  assert.equal(new Set(collector.received.map(({ from }) => from)).size, 1);
  const [{ path, headers }] = collector.received as [(typeof collector.received)[0]];
  assert.equal(path, '/v1/traces');
  assert.equal(headers['content-length'], '3');
  assert.equal(headers['transfer-encoding'], undefined);
  assert.equal(headers['content-type'], 'application/x-protobuf');
  assert.equal(headers['user-agent'], 'test/1');
  assert.equal(headers['x-team'], 'blue');
  assert.deepEqual(queue.counts, {
    added: 6,
    delivered: 6,
    dropped: 0,
    queuedRecords: 0,
    queuedBytes: 0,
    inflightRecords: 0,
  });
  assert.deepEqual(lines, []);
  await queue.shutdown();
});

test('whoever judges an answer sees that it is a viewer of ours that gave it', async () => {
  const said: (string | undefined)[] = [];
  await using collector = await Collector.start();
  collector.respond = (response) => {
    if (said.length === 0) response.setHeader('waymark-viewer', 'pending=1');
    response.end();
  };
  const judge = (outcome: Outcome) => {
    said.push(outcome instanceof Error ? outcome.message : outcome.viewer);
    return verdictOf(outcome, false);
  };
  const { queue } = testQueue({ url: collector.url, judge });
  for (const body of ['one', 'two']) {
    queue.add(batch(body));
    await queue.flush();
  }
  assert.deepEqual(said, ['pending=1', undefined]);
  await queue.shutdown(1);
});

test('add returns before anything is sent', async () => {
  await using collector = await Collector.start();
  const { queue } = testQueue({ url: collector.url });
  queue.add(batch('later'));
  assert.equal(queue.counts.queuedRecords, 1);
  assert.equal(queue.counts.inflightRecords, 0);
  await queue.shutdown();
  assert.equal(queue.counts.delivered, 1);
});

test('sends basic auth from the URL and keeps its query', async () => {
  await using collector = await Collector.start();
  const { queue } = testQueue({ url: `http://user:p%40ss@localhost:${collector.port}/in?key=1` });
  queue.add(batch('x'));
  await queue.shutdown();
  assert.equal(collector.received[0]?.path, '/in?key=1');
  assert.equal(collector.received[0]?.headers.authorization, `Basic ${btoa('user:p@ss')}`);
});

test('takes a percent sign in a password for what it is', async () => {
  await using collector = await Collector.start();
  const { queue } = testQueue({ url: collector.url.replace('//', '//user:100%25%zz%ff@') });
  queue.add(batch('x'));
  await queue.flush();
  assert.equal(collector.received[0]?.headers.authorization, `Basic ${btoa('user:100%%zz%ff')}`);
  await queue.shutdown();
});

test('compresses when asked', async () => {
  await using collector = await Collector.start({ respond: first(status(503)) });
  const { queue } = testQueue({ url: collector.url, destination: { compression: 'gzip' } });
  queue.add(batch('a'.repeat(10_000)));
  await queue.flush();
  assert.equal(collector.received.length, 2);
  for (const { headers, body } of collector.received) {
    assert.equal(headers['content-encoding'], 'gzip');
    assert.equal(headers['content-length'], String(body.length));
    assert.equal(gunzipSync(body).toString(), 'a'.repeat(10_000));
  }
  await queue.shutdown();
  assertBalanced(queue);
});

test('keeps batches while nothing listens and delivers them when the server is back, with two lines', async () => {
  const url = await deadUrl();
  const { queue, lines } = testQueue({ url });
  queue.add(batch('one'));
  queue.add(batch('two'));
  await until(() => lines.length === 1, 'the outage is said');
  assertBalanced(queue);
  await using collector = await Collector.start({ port: Number(new URL(url).port) });
  await queue.flush();
  assert.deepEqual(collector.bodies, ['one', 'two']);
  const { origin } = new URL(url);
  assert.deepEqual(lines, [
    `cannot deliver to ${new URL(url).origin}: connection refused: nothing listens there (ECONNREFUSED); up to 16 MiB are kept and tried again while the process runs, the oldest are dropped first`,
    `delivery to ${origin} works again, nothing was dropped`,
  ]);
  await queue.shutdown();
});

test('flush does not wait for the next attempt, it makes it', async () => {
  await using collector = await Collector.start({ respond: first(status(503)) });
  const { queue, lines } = testQueue({ url: collector.url, retry: { initialMs: 1e6, maxMs: 1e6 } });
  queue.add(batch('one'));
  await until(() => lines.length === 1, 'the first attempt has failed');
  await new Promise((resolve) => setImmediate(resolve)); // the wait has begun
  await queue.flush();
  assert.equal(queue.counts.delivered, 1);
  await queue.shutdown();
});

test('waits grow while nothing is taken, though each time another batch is the oldest', async () => {
  await using collector = await Collector.start({ respond: status(503) });
  const { queue } = testQueue({
    url: collector.url,
    maxQueueRecords: 1,
    retry: { initialMs: 40, maxMs: 1e6 },
  });
  const start = performance.now();
  for (let attempt = 1; attempt <= 5; attempt++) {
    queue.add(batch(`${attempt}`));
    await until(() => collector.received.length === attempt, `attempt ${attempt} is made`);
  }
  assert.deepEqual(collector.bodies, ['1', '2', '3', '4', '5']);
  assert.ok(performance.now() - start >= 20 + 40 + 80 + 160 - 10);
  await queue.shutdown(1);
});

test('survives a restart of the server between two batches without a line', async () => {
  const before = await Collector.start();
  const { queue, lines } = testQueue({ url: before.url });
  queue.add(batch('one'));
  await queue.flush();
  await before.close();
  await using collector = await Collector.start({ port: before.port });
  queue.add(batch('two'));
  await queue.flush();
  assert.deepEqual(collector.bodies, ['two']);
  assert.deepEqual(lines, []);
  await queue.shutdown();
});

test('a kept connection that the server closes just then costs no line and no wait', async () => {
  await using server = await oneAnswerAConnection();
  const { queue, lines } = testQueue({
    url: `http://localhost:${server.port}/`,
    retry: { initialMs: 1e6, maxMs: 1e6 },
  });
  queue.add(batch('one'));
  queue.add(batch('two'));
  await queue.flush();
  assert.equal(queue.counts.delivered, 2);
  assert.deepEqual(lines, []);
  await queue.shutdown();
});

test('sends a batch again whose answer was cut off', async () => {
  await using collector = await Collector.start({
    respond: first((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    }),
  });
  const { queue, lines } = testQueue({ url: collector.url });
  queue.add(batch('one'));
  await queue.flush();
  assert.deepEqual(collector.bodies, ['one', 'one']);
  assert.equal(queue.counts.delivered, 1);
  assert.match(lines[0] ?? '', /the connection was closed before the answer was complete \(ECONNRESET\)/);
  await queue.shutdown();
});

test('gives up a request that is not answered in time, and tries again', async () => {
  await using collector = await Collector.start({ respond: first(silent) });
  const { queue, lines } = testQueue({ url: collector.url, destination: { timeoutMs: 50 } });
  queue.add(batch('one'));
  await queue.flush(5_000);
  assert.equal(queue.counts.delivered, 1);
  assert.match(lines[0] ?? '', /no answer in time \(ETIMEDOUT\)/);
  await queue.shutdown();
});

const needsLinux = process.platform === 'linux' ? false : 'only Linux drops what a full backlog cannot take';

test('gives up an address that does not answer at all long before the time for a request is over', {
  skip: needsLinux,
}, async (t) => {
  // Listens, and then never takes a connection: what its backlog cannot hold is never answered.
  const deaf = spawn(process.execPath, [
    '-e',
    `const server = require('node:net').createServer().listen(0, '127.0.0.1', 1, () => {
       console.log(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
  ]);
  t.after(() => deaf.kill('SIGKILL'));
  const [port] = await once(deaf.stdout, 'data');
  let connected = 0;
  const fill = Array.from({ length: 6 }, () => connect(Number(port), '127.0.0.1', () => void connected++));
  t.after(() => {
    for (const socket of fill) socket.destroy();
  });
  await until(() => connected === 2, 'its backlog is full');
  const { queue, lines } = testQueue({
    url: `http://127.0.0.1:${Number(port)}/`,
    destination: { timeoutMs: 60_000 },
  });
  queue.add(batch('one'));
  await until(() => lines.length === 1, 'the address is given up');
  assert.match(lines[0]!, /no answer in time \(ETIMEDOUT\)/);
  await queue.shutdown(1);
});

test('gives up an answer that drips for ever', async () => {
  await using collector = await Collector.start({
    respond: first((response) => {
      const drip = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(drip));
    }),
  });
  const { queue, lines } = testQueue({ url: collector.url, destination: { timeoutMs: 100 } });
  queue.add(batch('one'));
  await queue.flush(5_000);
  assert.equal(queue.counts.delivered, 1);
  assert.match(lines[0] ?? '', /ETIMEDOUT/);
  await queue.shutdown();
});

test('reads an answer larger than it keeps to its end, and uses the connection again', async () => {
  await using collector = await Collector.start({
    respond: first((response) => {
      response.end(Buffer.alloc(9 * 1024 * 1024));
    }),
  });
  const { queue } = testQueue({ url: collector.url });
  queue.add(batch('one'));
  queue.add(batch('two'));
  await queue.flush();
  assert.equal(queue.counts.delivered, 2);
  assert.equal(collector.received[0]?.from, collector.received[1]?.from);
  await queue.shutdown();
});

for (const code of [429, 502, 503, 504]) {
  test(`tries again after HTTP ${code}`, async () => {
    await using collector = await Collector.start({ respond: first(status(code)) });
    const { queue, lines } = testQueue({ url: collector.url });
    queue.add(batch('one'));
    await queue.flush();
    assert.deepEqual(collector.bodies, ['one', 'one']);
    assert.deepEqual(lines, [
      `${collector.url} does not take traces now: HTTP ${code}; up to 16 MiB are kept and tried again while the process runs, the oldest are dropped first`,
      'delivery of traces works again, nothing was dropped',
    ]);
    await queue.shutdown();
  });
}

test('waits as long as Retry-After says, even when flushed', async () => {
  const times: number[] = [];
  await using collector = await Collector.start({
    respond: (response, request, attempt) => {
      times.push(performance.now());
      (attempt === 1 ? status(503, { 'retry-after': '1' }) : ok)(response, request, attempt);
    },
  });
  const { queue } = testQueue({ url: collector.url });
  queue.add(batch('one'));
  await until(() => times.length === 1, 'the first attempt was made');
  await queue.flush();
  assert.equal(queue.counts.delivered, 1);
  assert.ok(times[1]! - times[0]! >= 990, `waited ${times[1]! - times[0]!} ms`);
  await queue.shutdown();
});

for (const code of [400, 401, 301, 404, 413, 500, 501]) {
  test(`drops what is answered with HTTP ${code}, with one line until it works again`, async () => {
    await using collector = await Collector.start({ respond: status(code) });
    const { queue, lines } = testQueue({ url: collector.url });
    queue.add(batch('one', 3));
    queue.add(batch('two', 4));
    await queue.flush();
    assert.equal(collector.received.length, 2);
    assert.equal(queue.counts.dropped, 7);
    assert.equal(lines.length, 1);
    assert.match(
      lines[0] ?? '',
      new RegExp(`^${collector.url} refuses traces: HTTP ${code}.*; spans that it refuses are dropped$`),
    );
    collector.respond = ok;
    queue.add(batch('three'));
    await queue.flush();
    assert.deepEqual(lines.slice(1), ['delivery of traces works again, 7 spans were dropped']);
    assert.equal(queue.counts.delivered, 1);
    await queue.shutdown();
  });
}

for (const [what, respond] of [
  ['HTTP 404', status(404)],
  ['HTTP 501', status(501)],
  [
    'google.rpc UNIMPLEMENTED',
    status(500, { 'content-type': 'application/x-protobuf' }, Buffer.from([8, 12])),
  ],
] as const) {
  test(`an optional signal is turned off by ${what}, silently`, async () => {
    await using collector = await Collector.start({ respond });
    const { queue, lines } = testQueue({ url: collector.url, signal: 'logs', optional: true });
    queue.add(batch('one', 2));
    queue.add(batch('two', 3));
    await queue.flush();
    queue.add(batch('three'));
    await queue.flush();
    assert.equal(queue.off, true);
    assert.equal(collector.received.length, 1);
    assert.deepEqual(lines, []);
    assert.equal(queue.counts.added, 5);
    assert.equal(queue.counts.dropped, 5);
    assertBalanced(queue);
  });
}

test('counts what a partial success rejected, and says it once', async () => {
  const body = Buffer.from([0x0a, 0x0b, 0x08, 0x02, 0x12, 0x07, ...Buffer.from('too old')]);
  await using collector = await Collector.start({
    respond: status(200, { 'content-type': 'application/x-protobuf' }, body),
  });
  const { queue, lines } = testQueue({ url: collector.url });
  queue.add(batch('one', 5));
  queue.add(batch('two', 5));
  await queue.flush();
  assert.equal(queue.counts.delivered, 6);
  assert.equal(queue.counts.dropped, 4);
  assert.deepEqual(lines, [
    `${collector.url} rejected 2 spans: 'too old'; later ones are counted without a line`,
  ]);
  await queue.shutdown();
});

test('no more is rejected than was sent, whatever the server says', async () => {
  const body = Buffer.from([0x0a, 0x06, 0x08, 0xff, 0xff, 0xff, 0xff, 0x0f]);
  await using collector = await Collector.start({
    respond: status(200, { 'content-type': 'application/x-protobuf' }, body),
  });
  const { queue } = testQueue({ url: collector.url });
  queue.add(batch('one', 5));
  await queue.flush();
  assert.equal(queue.counts.dropped, 5);
  assertBalanced(queue);
  await queue.shutdown();
});

test('never shows headers, credentials or query, even when the server repeats them', async () => {
  const message = Buffer.from('no: Bearer s3cr3t-token, hunter2, q-value\u0007\n');
  const body = Buffer.from([0x12, message.length, ...message]);
  await using collector = await Collector.start({
    respond: status(400, { 'content-type': 'application/x-protobuf' }, body),
  });
  const { queue, lines } = testQueue({
    url: `http://user:hunter2@localhost:${collector.port}/v1/traces?key=q-value`,
    destination: { headers: { Authorization: 'Bearer s3cr3t-token' } },
  });
  queue.add(batch('one'));
  await queue.flush();
  assert.deepEqual(lines, [
    `${collector.url} refuses traces: HTTP 400, 'no: ***, ***, ***'; spans that it refuses are dropped`,
  ]);
  await queue.shutdown();
});

test('a header that HTTP does not allow drops the spans with one line, without its name and value', async () => {
  await using collector = await Collector.start();
  const { queue, lines } = testQueue({
    url: collector.url,
    destination: { headers: { 'x-secret': 'päß\n' } },
  });
  queue.add(batch('one'));
  queue.add(batch('two'));
  await queue.flush();
  assert.deepEqual(lines, [
    `${collector.url} refuses traces: a configured header holds a character that HTTP does not allow (ERR_INVALID_CHAR); spans that it refuses are dropped`,
  ]);
  assert.equal(queue.counts.dropped, 2);
});

test('a URL that is not valid is told at once, without the URL', () => {
  for (const url of ['user:hunter2@host', 'http://user:hunter2@:99999/']) {
    assert.throws(
      () => testQueue({ url }),
      (error: Error) => !`${error.stack}${JSON.stringify(error)}`.includes('hunter2'),
    );
  }
});

test('memory stays bounded while nothing listens, and the newest are kept', async () => {
  const url = await deadUrl();
  const { queue, lines } = testQueue({ url, maxQueueBytes: 1_000_000 });
  queue.add(batch('first', 2));
  await until(() => lines.length === 1, 'the outage is said');
  for (let i = 0; i < 100_000; i++) {
    queue.add(batch(`${i}`.padStart(1_000), 2));
    if (i % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (i % 10_000 === 0) assertBalanced(queue);
    assert.ok(queue.counts.queuedBytes <= 1_000_000);
  }
  assert.equal(queue.counts.added, 200_002);
  assertBalanced(queue);
  await using collector = await Collector.start({ port: Number(new URL(url).port) });
  await queue.flush(10_000);
  assertBalanced(queue);
  assert.equal(queue.counts.delivered, 2 * collector.received.length);
  assert.ok(collector.bodies.some((body) => body.trim() === '99999'));
  assert.ok(collector.received.length >= 999);
  assert.deepEqual(lines.slice(1), [
    `delivery to ${new URL(url).origin} works again, ${queue.counts.dropped} spans were dropped`,
  ]);
  await queue.shutdown();
});

test('a server that is too slow makes one line when spans are dropped, and one when it keeps up', async () => {
  const held: (() => void)[] = [];
  await using collector = await Collector.start({
    respond: (response) => void held.push(() => response.end()),
  });
  const { queue, lines } = testQueue({ url: collector.url, maxQueueRecords: 4 });
  queue.add(batch('first'));
  await until(() => held.length === 1, 'the first is in flight');
  for (let i = 0; i < 10; i++) queue.add(batch(`${i}`));
  assert.equal(queue.counts.queuedRecords, 4);
  assert.equal(queue.counts.inflightRecords, 1);
  collector.respond = ok;
  held[0]!();
  await queue.flush();
  assert.deepEqual(collector.bodies.toSorted(), ['6', '7', '8', '9', 'first']);
  assert.deepEqual(lines, [
    `spans are made faster than ${collector.url} takes them: what exceeds the queue is dropped`,
    'delivery of traces keeps up again, 6 spans were dropped',
  ]);
  assertBalanced(queue);
  await queue.shutdown();
});

test('what found no room before nobody was found there is among what is lost', async () => {
  const url = await deadUrl();
  const { queue, lines } = testQueue({ url, maxQueueRecords: 4 });
  for (let i = 0; i < 10; i++) queue.add(batch(`${i}`));
  await until(() => lines.length === 2, 'the server is missed');
  await queue.shutdown();
  assertBalanced(queue);
  assert.equal(queue.counts.dropped, 10);
  assert.match(lines[2]!, /nothing listens there \(ECONNREFUSED\); 10 spans lost$/);
});

test('what found no room is among what is lost by an end that comes before anything else is known', async () => {
  const { queue, lines } = testQueue({ url: await deadUrl(), maxQueueRecords: 4 });
  for (let i = 0; i < 10; i++) queue.add(batch(`${i}`));
  for (const post of queue.takePending()) {
    post.settle(Object.assign(new Error(), { code: 'ECONNREFUSED' }));
  }
  assertBalanced(queue);
  assert.equal(queue.counts.dropped, 10);
  assert.match(lines[1]!, /nothing listens there \(ECONNREFUSED\); 10 spans lost$/);
});

test('a batch that the server can never take does not hold up those behind it for ever', async () => {
  await using collector = await Collector.start({
    respond: (response, request, attempt) =>
      (request.body.length > 5 ? status(503) : ok)(response, request, attempt),
  });
  const { queue } = testQueue({ url: collector.url, retry: { initialMs: 5, maxMs: 5, giveUpAfterMs: 50 } });
  queue.add(batch('poison'));
  queue.add(batch('good'));
  await queue.flush();
  assert.equal(queue.counts.delivered, 1);
  assert.equal(queue.counts.dropped, 1);
  await queue.shutdown();
});

test('two signals that lose one server say it once', async () => {
  const url = await deadUrl();
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  const traces = testQueue({ url, report }).queue;
  const logs = testQueue({
    url: url.replace('traces', 'logs'),
    signal: 'logs',
    report,
    maxQueueRecords: 1,
  }).queue;
  traces.add(batch('span'));
  await until(() => lines.length === 1, 'the outage is said');
  for (let i = 0; i < 3; i++) logs.add(batch('log'));
  await Promise.all([traces.flush(100), logs.flush(100)]);
  await until(() => logs.counts.inflightRecords === 0, 'the attempt that was under way is refused');
  assert.equal(lines.length, 1);
  await using _collector = await Collector.start({ port: Number(new URL(url).port) });
  // A flush goes on trying; a shutdown would give up at an attempt that is refused just before the collector listens.
  await Promise.all([traces.flush(), logs.flush()]);
  await Promise.all([traces.shutdown(), logs.shutdown()]);
  assert.deepEqual(lines.slice(1), [
    `delivery to ${new URL(url).origin} works again, 2 log records were dropped`,
  ]);
});

test('flush ends at its time limit with a silent server; a second one waits as well', async () => {
  await using collector = await Collector.start({ respond: silent });
  const { queue } = testQueue({ url: collector.url });
  queue.add(batch('one'));
  const start = performance.now();
  let firstEnded = false;
  await Promise.all([
    queue.flush(100).then(() => {
      firstEnded = true;
    }),
    queue.flush(150).then(() => assert.ok(firstEnded)),
  ]);
  assert.ok(performance.now() - start < 2_000);
  assert.equal(queue.counts.inflightRecords, 1);
  await queue.shutdown(1);
  assert.equal(queue.counts.dropped, 1);
  assertBalanced(queue);
});

test('flush waits for what was added before it, not for what comes after', async () => {
  await using collector = await Collector.start({
    respond: (response, { body }) => {
      if (body.toString() === 'before') response.end();
    },
  });
  const { queue } = testQueue({ url: collector.url });
  queue.add(batch('before'));
  const flushed = queue.flush();
  queue.add(batch('after'));
  await flushed;
  assert.equal(queue.counts.delivered, 1);
  await queue.shutdown(1);
});

test('bytes in flight count, and one dropped for them does not end a flush that waits for others', async () => {
  await using collector = await Collector.start({ respond: silent });
  const { queue } = testQueue({ url: collector.url, maxQueueBytes: 10 });
  queue.add(batch('6bytes'));
  await until(() => collector.received.length === 1, 'the first is in flight');
  let flushed = false;
  const flush = queue.flush(100).then(() => {
    flushed = true;
  });
  queue.add(batch('5more'));
  assert.equal(queue.counts.dropped, 1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(flushed, false);
  await flush;
  await queue.shutdown(1);
});

test('a request that is ended because its batch was taken is not made again', async () => {
  await using collector = await Collector.start({ respond: afterFirst(silent) });
  const { queue } = testQueue({ url: collector.url });
  queue.add(batch('one'));
  queue.add(batch('taken'));
  await until(() => collector.received.length === 2, 'the second is in flight');
  const [post, ...others] = queue.takePending();
  assert.deepEqual(others, []);
  collector.respond = ok;
  queue.add(batch('three'));
  const flushed = queue.flush();
  post!.settle(new Error('no'));
  await flushed;
  assert.deepEqual(collector.bodies, ['one', 'taken', 'three']);
  assert.equal(queue.counts.delivered, 2);
  await queue.shutdown();
});

test('flush with nothing to do, and with odd time limits, resolves', async () => {
  const { queue } = testQueue({ url: await deadUrl() });
  await queue.flush();
  queue.add(batch('one'));
  for (const limit of [0, -1, Number.NaN]) await queue.flush(limit);
  const endless = queue.flush(Number.POSITIVE_INFINITY);
  await queue.shutdown();
  await endless;
});

test('shutdown does not wait where nobody listens, and what it drops is counted', async () => {
  const { queue, lines } = testQueue({ url: await deadUrl(), retry: {} });
  queue.add(batch('one', 3));
  const start = performance.now();
  await Promise.all([queue.shutdown(10_000), queue.shutdown(10_000)]);
  assert.ok(performance.now() - start < 2_000);
  queue.add(batch('late'));
  await queue.flush();
  assert.equal(queue.counts.dropped, 4);
  assertBalanced(queue);
  assert.equal(lines.length, 1);
});

test('what a silent server kept from being delivered until shutdown is said', async () => {
  await using collector = await Collector.start({ respond: silent });
  const { queue, lines } = testQueue({ url: collector.url });
  queue.add(batch('one', 3));
  queue.add(batch('two', 4));
  await queue.shutdown(50);
  assert.deepEqual(lines, [
    `could not deliver to ${new URL(collector.url).origin}: no answer in the time that was left; 7 spans lost`,
  ]);
});

test('shutdown ends at the earliest time limit that was given, though the server is silent', async () => {
  await using collector = await Collector.start({ respond: silent });
  const { queue } = testQueue({ url: collector.url });
  queue.add(batch('one'));
  await until(() => collector.received.length === 1, 'the batch is in flight');
  const start = performance.now();
  const ends = [20_000, 100, 20_000].map((limit) => queue.shutdown(limit));
  await Promise.all(ends);
  const ms = performance.now() - start;
  assert.ok(ms >= 95 && ms < 1_000, `took ${ms} ms`);
  assert.equal(queue.counts.dropped, 1);
  assertBalanced(queue);
});

test('a report that throws stops nothing', async () => {
  await using collector = await Collector.start({ respond: first(status(503)) });
  const { queue } = testQueue({
    url: collector.url,
    report: () => {
      throw new Error('no stderr');
    },
  });
  queue.add(batch('one'));
  await queue.flush();
  assert.equal(queue.counts.delivered, 1);
  await queue.shutdown();
});

test('the end counts what was refused, rejected and crowded out, once', async () => {
  const partial = Buffer.from([10, 2, 8, 2]); // partial_success { rejected_spans: 2 }
  const respond: Respond = (response, _, attempt) => {
    if (attempt > 2) response.writeHead(404).end();
    else response.setHeader('content-type', 'application/x-protobuf').end(partial);
  };
  await using collector = await Collector.start({ respond });
  const { queue, lines } = testQueue({ url: collector.url, maxQueueRecords: 5 });
  for (const text of ['one', 'two', 'three', 'four']) {
    queue.add(batch(text, 3));
    await queue.flush();
  }
  queue.add(batch('too many', 6));
  const told = lines.length;
  queue.conclude();
  queue.conclude();
  assert.deepEqual(lines.slice(told), [
    `${collector.url} refuses traces: HTTP 404 (check the configured URL); 12 spans dropped in all`,
    `${collector.url} rejected 4 spans in all`,
  ]);
  assert.equal(queue.counts.dropped, 16);
  await queue.shutdown();
  queue.conclude();
  assert.equal(lines.length, told + 2);
});

test('the end counts what found no room in the queue', async () => {
  await using collector = await Collector.start({ respond: silent });
  const { queue, lines } = testQueue({ url: collector.url, maxQueueRecords: 5 });
  for (const text of ['one', 'two', 'three']) queue.add(batch(text, 4));
  const told = lines.length;
  queue.conclude();
  assert.deepEqual(lines.slice(told), [`8 spans in all found no room in the queue to ${collector.url}`]);
  await queue.shutdown(1);
});
