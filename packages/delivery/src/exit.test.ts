import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { makeCertificates } from '@waymark/testing';
import {
  afterFirst,
  Collector,
  ok,
  oneAnswerAConnection,
  silent,
  status,
  until,
} from './fixtures/collector.ts';
import { ended, startExitingApp as start } from './fixtures/exits.ts';
import { assertBalanced, batch, testQueue } from './fixtures/queue.ts';
import { type DeliveryQueue, deliverSync } from './index.ts';

for (const [way, code, stderr] of [
  ['process.exit', 3, /^$/],
  ['throw', 1, /Error: thrown/],
  ['reject', 1, /Error: rejected/],
  ['end', 0, /^$/],
  ['worker', 0, /^$/],
] as const) {
  test(`everything is delivered when the application ends by: ${way}`, async () => {
    await using collector = await Collector.start();
    const batches = ['one', 'two', 'three'];
    const app = await ended(start({ url: collector.url, way, batches }));
    assert.equal(app.code, code);
    assert.match(app.stderr, stderr);
    assert.deepEqual(app.report.result, { delivered: 3, failed: 0 });
    assert.deepEqual(new Set(collector.bodies), new Set(batches)); // one in flight is sent twice
    assert.deepEqual(app.report.lines, []);
  });
}

test('a batch in flight at exit is sent again', async () => {
  await using collector = await Collector.start({ respond: silent });
  const app = start({ url: collector.url, way: 'input', batches: ['one', 'two'] });
  const end = ended(app);
  await until(() => collector.received.length === 1, 'the first batch is in flight');
  collector.respond = ok;
  app.stdin!.write('exit\n');
  const { code, report } = await end;
  assert.equal(code, 4);
  assert.deepEqual(report.result, { delivered: 2, failed: 0 });
  assert.deepEqual(collector.bodies.toSorted(), ['one', 'one', 'two']);
});

test('a silent server delays the exit by the time limit and no longer', async () => {
  await using collector = await Collector.start({ respond: silent });
  const { report } = await ended(start({ url: collector.url, way: 'process.exit', batches: ['one', 'two'] }));
  assert.ok(report.ms > 2_500 && report.ms < 3_300, `took ${report.ms} ms`);
  assert.deepEqual(report.result, { delivered: 0, failed: 2 });
  assert.deepEqual(report.lines, [
    `could not deliver to ${new URL(collector.url).origin}: no answer in time (ETIMEDOUT); 2 spans lost`,
  ]);
});

test('what was answered before the time limit counts, though another was not', async () => {
  await using collector = await Collector.start({
    respond: (response, request, attempt) => {
      if (request.body.toString() !== 'stuck') ok(response, request, attempt);
    },
  });
  const batches = ['one', 'stuck', 'two'];
  const { report } = await ended(
    start({ url: collector.url, way: 'process.exit', batches, budgetMs: 1_000 }),
  );
  assert.deepEqual(report.result, { delivered: 2, failed: 1 });
});

test('a server that is gone delays the exit by no more than the start of a process', async () => {
  const collector = await Collector.start();
  await collector.close();
  const { report } = await ended(start({ url: collector.url, way: 'process.exit', batches: ['one', 'two'] }));
  assert.ok(report.ms < 1_500, `took ${report.ms} ms`);
  assert.deepEqual(report.result, { delivered: 0, failed: 2 });
  assert.match(report.lines.join(), /connection refused.*; 2 spans lost$/);
});

test('a used connection that the server closes loses nothing in the child either', async () => {
  await using server = await oneAnswerAConnection();
  const batches = Array.from({ length: 30 }, (_, i) => `batch ${i}`);
  const url = `http://localhost:${server.port}/`;
  const { report } = await ended(start({ url, way: 'process.exit', batches }));
  assert.deepEqual(report.result, { delivered: 30, failed: 0 });
});

test('TLS material and headers reach the child', async () => {
  const { ca, cert, key } = makeCertificates();
  await using collector = await Collector.start({ tls: { cert, key } });
  const headers = { authorization: 'Bearer s3cr3t' };
  const { report } = await ended(
    start({ url: collector.url, way: 'end', batches: ['one'], headers, tls: { ca } }),
  );
  assert.deepEqual(report.result, { delivered: 1, failed: 0 });
  assert.equal(collector.received[0]?.headers.authorization, 'Bearer s3cr3t');
});

const needsProc = process.platform === 'linux' ? false : 'reads /proc, which only Linux has';

test('nothing secret, and no NODE_OPTIONS, is in arguments or environment of the child', {
  skip: needsProc,
}, async () => {
  let seen = '';
  await using collector = await Collector.start({
    respond: (response, request, attempt) => {
      seen += childrenOf(app.pid!);
      ok(response, request, attempt);
    },
  });
  const app = start(
    {
      url: `http://user:hunter2@localhost:${collector.port}/in?key=q-value`,
      way: 'process.exit',
      batches: ['body'],
      headers: { 'x-key': 's3cr3t' },
    },
    { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=s3cr3t', NODE_OPTIONS: '--no-warnings', DATABASE_URL: 'db-pass' },
  );
  const { report } = await ended(app);
  assert.deepEqual(report.result, { delivered: 1, failed: 0 });
  assert.match(seen, /-e/);
  for (const secret of ['hunter2', 's3cr3t', 'q-value', 'db-pass', 'NODE_OPTIONS', 'OTEL_']) {
    assert.ok(!seen.includes(secret), `${secret} is visible`);
  }
});

function childrenOf(parent: number): string {
  let texts = '';
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const parentOf = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (Number(parentOf) !== parent) continue;
      for (const file of ['cmdline', 'environ']) texts += readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      // ended meanwhile
    }
  }
  return texts;
}

test('taken batches count as in flight until they are settled, and a refusal is told', async () => {
  await using collector = await Collector.start();
  const { queue } = testQueue({ url: collector.url });
  queue.add(batch('one', 2));
  queue.add(batch('two', 3));
  const flushed = queue.flush();
  const [one, two] = queue.takePending();
  await flushed;
  assert.deepEqual(queue.takePending(), []);
  assert.equal(queue.counts.inflightRecords, 5);
  assertBalanced(queue);
  assert.equal(one!.settle({ status: 200, contentType: '', body: Buffer.alloc(0) }), 2);
  assert.equal(two!.settle(new Error('no')), 0);
  assert.equal(queue.counts.delivered, 2);
  assert.equal(queue.counts.dropped, 3);
  assertBalanced(queue);
});

test('takes the time limit of nothing, no posts, and an impossible child without throwing', (t) => {
  const { queue, lines } = testQueue({ url: 'http://localhost:9/v1/traces' });
  assert.deepEqual(deliverSync([], 3_000), { delivered: 0, failed: 0 });
  queue.add(batch('one', 2));
  assert.deepEqual(deliverSync(queue.takePending(), 0), { delivered: 0, failed: 2 });
  const { execPath } = process;
  t.after(() => {
    process.execPath = execPath;
  });
  process.execPath = '/nowhere/node';
  queue.add(batch('two', 3));
  assert.deepEqual(deliverSync(queue.takePending(), 3_000), { delivered: 0, failed: 3 });
  assert.match(
    lines.join(),
    /no answer in time.*; 2 spans lost,.*no process could be started.*; 3 spans lost$/,
  );
});

/** As a process ends whose loop is empty. */
async function endOf(queues: DeliveryQueue[], budgetMs: number): Promise<void> {
  await Promise.all(queues.map((queue) => queue.flush(budgetMs, { ending: true })));
  deliverSync(
    queues.flatMap((queue) => queue.takePending()),
    budgetMs,
  );
}

test('a server that was never there costs a short process one line, of what is lost', async () => {
  const { origin, queues, lines } = await lostServer();
  await endOf(queues, 1_000);
  assert.deepEqual(lines, [
    `could not deliver to ${origin}: connection refused: nothing listens there (ECONNREFUSED); 2 spans and 3 log records lost`,
  ]);
});

test('an outage that was told while the process ran is told as a loss when it ends', async () => {
  const { queues, lines } = await lostServer();
  await until(() => lines.length === 1, 'the outage is said');
  await endOf(queues, 1_000);
  assert.match(lines[0]!, /^cannot deliver to .* are kept and tried again/);
  assert.match(lines[1]!, /^could not deliver to .*; 2 spans and 3 log records lost$/);
  assert.equal(lines.length, 2);
});

test('an end that was none leaves an outage to be told', async () => {
  const { queues, lines } = await lostServer();
  await Promise.all(queues.map((queue) => queue.flush(1_000, { ending: true })));
  assert.deepEqual(lines, []);
  await until(() => lines.length === 1, 'the outage is said at the next attempt');
  assert.match(lines[0]!, /^cannot deliver to .* are kept and tried again/);
});

test('a server that asks for patience at the end is told as a loss', async () => {
  await using collector = await Collector.start({ respond: status(503, { 'retry-after': '9' }) });
  const { queue, lines } = testQueue({ url: collector.url });
  queue.add(batch('one', 2));
  await endOf([queue], 500);
  // The child gets no answer: this process, which would give it, waits for the child. What was met before is told.
  assert.deepEqual(lines, [`could not deliver to ${collector.url}: HTTP 503; 2 spans lost`]);
});

test('queues that shut down together share the line', async () => {
  const { queues, lines } = await lostServer();
  await Promise.all(queues.map((queue) => queue.shutdown(1_000)));
  assert.match(lines.join(), /^could not deliver to .*ECONNREFUSED\); 2 spans and 3 log records lost$/);
});

/** Two queues with a batch each for a server where nothing listens. */
async function lostServer() {
  const collector = await Collector.start();
  await collector.close();
  const { url } = collector;
  const { origin } = new URL(url);
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  const traces = testQueue({ url, report }).queue;
  const logs = testQueue({ url: `${origin}/v1/logs`, report, signal: 'logs' }).queue;
  traces.add(batch('spans', 2));
  logs.add(batch('logs', 3));
  return { origin, lines, queues: [traces, logs] };
}

test('batches of several queues go where they belong', async () => {
  await using collector = await Collector.start();
  const app = start({ url: collector.url, way: 'process.exit', batches: ['span'], logs: ['log', 'line'] });
  const { report } = await ended(app);
  assert.deepEqual(report.result, { delivered: 3, failed: 0 });
  const got = collector.received.map(({ path, body }) => `${path} ${body}`);
  assert.deepEqual(got.toSorted(), ['/v1/logs line', '/v1/logs log', '/v1/traces span']);
});

for (const [what, respond] of [
  ['on a new connection', silent],
  ['on a used connection', afterFirst(silent)],
] as const) {
  test(`a request in flight does not keep the process alive: ${what}`, async () => {
    await using collector = await Collector.start({ respond });
    const app = await ended(start({ url: collector.url, way: 'turn', batches: ['one', 'two'], budgetMs: 1 }));
    assert.ok(collector.received.length > 0);
    assert.ok(app.report.ranMs < 3_000, `ran ${app.report.ranMs} ms`);
  });
}

test('flush keeps the process alive until everything is delivered', async () => {
  await using collector = await Collector.start({
    respond: (response) => void setTimeout(() => response.end(), 100),
  });
  const app = await ended(start({ url: collector.url, way: 'flush', batches: ['one', 'two'] }));
  assert.deepEqual(collector.bodies, ['one', 'two']);
  assert.deepEqual(app.report.result, { delivered: 0, failed: 0 });
});
