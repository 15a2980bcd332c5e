import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { ROOT_CONTEXT, SeverityNumber, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, ParentBasedSampler, recordingRoots } from '@waymark/tracing';
import { ATTR_DROPPED_LINES, LogsOnSpansProcessor } from '../on-spans/logs-on-spans.ts';
import { ATTR_TAIL_DROPPED, ATTR_TAIL_RELEASED } from './log-tail.ts';
import { TailLogProcessor } from './tail-log-processor.ts';
import { eventsOf, fail, remoteParent, TestTail } from './test-tail.ts';

type Job = ReturnType<TestTail['child']>;

test('lines below the level of a request that is fine are dropped with its end, and counted', () => {
  const t = new TestTail();
  const { span, ctx } = t.request();
  t.log('debug', 'cache miss', ctx);
  t.log('info', 'paid', ctx);
  assert.deepEqual(t.bodies, ['paid']);
  assert.equal(t.tail.held.records, 1);
  span.end();
  assert.deepEqual(t.bodies, ['paid']);
  assert.deepEqual(t.counts, { 'dropped fine': 1 });
  assert.deepEqual(t.tail.held.records, 0);
  assert.deepEqual(eventsOf(t.spans[0]!), ['paid']);
  assert.deepEqual(t.spans[0]!.attributes, {});
});

test('they leave in their order, with their context and time, when the request fails', () => {
  const t = new TestTail();
  const { span, ctx } = t.request();
  const query = t.child(ctx);
  const at = Date.now() + 5;
  t.log('debug', 'first', ctx, { at });
  t.log('debug', 'second', query.ctx, { at: at + 1 });
  t.log('info', 'third', ctx, { at: at + 2 });
  t.log('debug', 'fourth', ctx, { at: at + 3 });
  query.span.end();
  fail(span);
  assert.deepEqual(t.bodies, ['third', 'first', 'second', 'fourth']);
  const [, first, second] = t.records;
  assert.equal(first!.spanContext!.spanId, span.spanContext().spanId);
  assert.equal(second!.spanContext!.spanId, query.span.spanContext().spanId);
  assert.deepEqual(first!.hrTime, [Math.floor(at / 1000), (at % 1000) * 1e6]);
  assert.deepEqual(t.counts, { 'released error': 3 });
  const root = t.spans.at(-1)!;
  assert.deepEqual(eventsOf(root), [
    'first',
    `second of ${query.span.spanContext().spanId}`,
    'third',
    'fourth',
  ]);
  assert.equal(root.attributes[ATTR_TAIL_RELEASED], 'error');
});

test('a line of an error lets out what was written before it, in front of it, and what comes after it', () => {
  const t = new TestTail();
  const { span, ctx } = t.request();
  const query = t.child(ctx);
  t.log('debug', 'before', query.ctx);
  t.log('error', 'declined', ctx);
  t.log('debug', 'after', ctx);
  query.span.end();
  span.end();
  assert.deepEqual(t.bodies, ['before', 'declined', 'after']);
  assert.deepEqual(t.counts, { 'released line': 2 });
  // The line's own span was still open.
  assert.deepEqual(t.spans.map(eventsOf), [['before'], ['declined', 'after']]);
  assert.equal(t.spans[1]!.attributes[ATTR_TAIL_RELEASED], 'line');
});

test('a status code of an error counts although the application has called the span fine', () => {
  const t = new TestTail();
  for (const code of [200, 503]) {
    const { span, ctx } = t.request();
    t.log('debug', `before ${code}`, ctx);
    span.setAttribute('http.response.status_code', code);
    span.setStatus({ code: SpanStatusCode.OK });
    span.end();
  }
  assert.deepEqual(t.bodies, ['before 503']);
});

test('a request that took too long lets its lines out; with 0 none does', () => {
  for (const [slowMillis, expected] of [
    [1000, ['waiting']],
    [1001, []],
    [0, []],
  ] as const) {
    const t = new TestTail({ slowMillis });
    const start = Date.now();
    const { span, ctx } = t.request({ startTime: start });
    t.log('debug', 'waiting', ctx);
    span.end(start + 1000);
    assert.deepEqual(t.bodies, expected, String(slowMillis));
  }
});

test('a request that does not end lets its lines out once it has become slow, and then at once', async () => {
  const t = new TestTail({ slowMillis: 100 });
  const { ctx } = t.request();
  t.log('debug', 'waiting', ctx);
  const fast = t.request({ startTime: Date.now() + 60_000 });
  t.log('debug', 'has just begun', fast.ctx);
  while (t.records.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  t.log('debug', 'still waiting', ctx);
  assert.deepEqual(t.bodies, ['waiting', 'still waiting']);
  assert.deepEqual(t.counts, { 'released slow': 2 });
  await t.shutdown();
});

test('lines outside of requests are dropped below the level, and counted', () => {
  const t = new TestTail();
  t.log('debug', 'starting', ROOT_CONTEXT);
  t.log('error', 'no such file', ROOT_CONTEXT);
  t.log('debug', 'of a caller alone', remoteParent());
  assert.deepEqual(t.bodies, ['no such file']);
  assert.deepEqual(t.counts, { 'dropped no_request': 2 });
});

test('the least level of what leaves at once can be another', () => {
  const t = new TestTail({ level: SeverityNumber.ERROR });
  const { span, ctx } = t.request();
  t.log('info', 'paid', ctx);
  assert.deepEqual(t.bodies, []);
  fail(span);
  assert.deepEqual(t.bodies, ['paid']);
});

test('what the logger keeps to itself waits, whatever its level', () => {
  const t = new TestTail({ level: SeverityNumber.DEBUG });
  const { span, ctx } = t.request();
  t.log('debug', 'printed', ctx);
  t.logLowered('info', 'not printed', ctx);
  assert.deepEqual(t.bodies, ['printed']);
  fail(span);
  assert.deepEqual(t.bodies, ['printed', 'not printed']);
});

test('lines that other requests have written stay with those, in one trace too', () => {
  const t = new TestTail();
  const one = t.request({}, remoteParent());
  const two = t.request({}, remoteParent());
  t.log('debug', 'of one', t.child(one.ctx).ctx);
  t.log('debug', 'of two', t.child(two.ctx).ctx);
  fail(two.span);
  one.span.end();
  assert.deepEqual(t.bodies, ['of two']);
});

test('a trace that is begun within a request is a job of its own, and knows its children', () => {
  const t = new TestTail();
  const { span, ctx } = t.request();
  const job = t.tracer.startSpan('job', { root: true }, ctx);
  const jobCtx = trace.setSpan(ctx, job);
  const step = t.child(jobCtx);
  const deeper = t.child(step.ctx);
  t.log('debug', 'of the job', deeper.ctx);
  t.log('debug', 'of the request', ctx);
  deeper.span.end();
  step.span.end();
  fail(job);
  assert.deepEqual(t.bodies, ['of the job']);
  span.end();
  assert.deepEqual(t.counts, { 'released error': 1, 'dropped fine': 1 });
});

test('a request that head sampling has dropped leaves with its lines, its children do not', () => {
  const t = new TestTail({
    sampler: recordingRoots(new ParentBasedSampler({ root: new AlwaysOffSampler() })),
  });
  const parents = [ROOT_CONTEXT, remoteParent(TraceFlags.NONE)];
  for (const parent of parents) {
    const { span, ctx } = t.request({}, parent);
    const query = t.child(ctx);
    assert.equal(span.spanContext().traceFlags, TraceFlags.NONE);
    assert.equal(query.span.isRecording(), false);
    t.log('debug', 'below', query.ctx);
    query.span.end();
    fail(span);
    const kept = t.spans.at(-1)!;
    assert.equal(kept.spanContext().spanId, span.spanContext().spanId);
    assert.equal(kept.spanContext().traceFlags, TraceFlags.SAMPLED);
    assert.equal(span.spanContext().traceFlags, TraceFlags.NONE);
    assert.deepEqual(eventsOf(kept), [`below of ${query.span.spanContext().spanId}`]);
    assert.equal(kept.attributes[ATTR_TAIL_RELEASED], 'error');
  }
  assert.equal(t.spans.length, parents.length);
  const fine = t.request();
  t.log('debug', 'below', fine.ctx);
  fine.span.end();
  const silent = t.request();
  fail(silent.span);
  assert.deepEqual(
    t.spans.slice(parents.length).map((span) => span.spanContext().spanId),
    [silent.span.spanContext().spanId],
  );
});

test('a job that head sampling has dropped is known by its trace', () => {
  const t = new TestTail({ sampler: recordingRoots(new AlwaysOffSampler()) });
  const job = t.tracer.startSpan('job', {}, ROOT_CONTEXT);
  const ctx = trace.setSpan(ROOT_CONTEXT, job);
  const step = t.child(ctx);
  assert.equal(step.span.isRecording(), false);
  t.log('debug', 'of the job', step.ctx);
  fail(job);
  assert.deepEqual(t.bodies, ['of the job']);
  t.log('debug', 'after it', step.ctx);
  assert.deepEqual(t.counts, { 'released error': 1, 'dropped no_request': 1 });
});

test('two jobs of one trace that head sampling has dropped: the end of one does not lose the other', () => {
  const t = new TestTail({ sampler: recordingRoots(new AlwaysOffSampler()) });
  const parent = remoteParent(TraceFlags.NONE);
  const [one, two] = ['one', 'two'].map((name) => t.child(parent, name)) as [Job, Job];
  const step = t.child(one.ctx);
  two.span.end();
  t.log('debug', 'of one', step.ctx);
  fail(one.span);
  assert.deepEqual(t.bodies, ['of one']);
  t.log('debug', 'after both', step.ctx);
  assert.deepEqual(t.counts, { 'released error': 1, 'dropped no_request': 1 });
});

test('work that goes on after its request waits until it ages, and an error lets that out, and no more', () => {
  for (const end of [fail, (span: { end(): void }) => span.end()]) {
    const t = new TestTail();
    const { span, ctx } = t.request();
    end(span);
    t.log('debug', 'cleaning up', ctx);
    assert.deepEqual(t.bodies, []);
    t.log('error', 'failed', ctx);
    assert.deepEqual(t.bodies, ['cleaning up', 'failed']);
    t.log('debug', 'for ever', ctx);
    assert.deepEqual(t.bodies, ['cleaning up', 'failed']);
    assert.equal(t.tail.held.records, 1);
    assert.deepEqual(eventsOf(t.spans[0]!), []);
  }
});

test('an object that is logged waits as it was', () => {
  const t = new TestTail();
  const { span, ctx } = t.request();
  const order: Record<string, unknown> = { id: 7, lines: [{ sku: 'a' }], bytes: new Uint8Array([1]) };
  const customer = { name: 'a' };
  order['self'] = order; // of a body alone: the SDK takes no attribute that holds itself
  t.log('debug', { order }, ctx, { attributes: { customer } });
  order['id'] = 8;
  customer.name = 'b';
  (order['lines'] as { sku: string }[])[0]!.sku = 'b';
  (order['bytes'] as Uint8Array)[0] = 2;
  fail(span);
  const [record] = t.records;
  const { body } = record as { body: { order: Record<string, unknown> } };
  assert.deepEqual(body.order, {
    id: 7,
    lines: [{ sku: 'a' }],
    bytes: new Uint8Array([1]),
    self: undefined,
  });
  assert.deepEqual(record!.attributes['customer'], { name: 'a' });
});

test('bytes wait as they were, those of a Buffer too', () => {
  const t = new TestTail();
  const { span, ctx } = t.request();
  const bytes = Buffer.from('before');
  t.log('debug', bytes, ctx);
  bytes.write('after!');
  fail(span);
  assert.equal(Buffer.from(t.bodies[0] as Uint8Array).toString(), 'before');
});

test('what cannot be read costs its place in the line, and neither the line nor the app', () => {
  const t = new TestTail();
  const { span, ctx } = t.request();
  const refusing = {
    get order() {
      throw new Error('not now');
    },
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  t.log('debug', refusing, ctx);
  t.log('debug', { id: 7, of: proxy, more: [refusing] }, ctx);
  fail(span);
  assert.deepEqual(t.bodies, ['[unreadable]', { id: 7, of: '[unreadable]', more: ['[unreadable]'] }]);
  assert.deepEqual(t.counts, { 'released error': 2 });
});

test('what wide objects in objects hold is bounded', () => {
  const t = new TestTail();
  const { ctx } = t.request();
  let wide: unknown = 'leaf';
  for (let depth = 0; depth < 20; depth++) wide = Array.from({ length: 20 }, () => wide);
  const before = performance.now();
  t.log('debug', wide, ctx);
  assert.ok(performance.now() - before < 1000);
  assert.ok(t.tail.held.bytes < 1_000_000);
});

test('the oldest lines of a request make room, by number and by bytes, and the span says how many', () => {
  const bounds = [
    { limits: { requestRecords: 3 }, why: 'records' },
    { limits: { requestBytes: 3 * 1000 }, why: 'bytes' },
    { limits: { records: 3 }, why: 'full' },
    { limits: { bytes: 3 * 1000 }, why: 'full' },
  ];
  for (const { limits, why } of bounds) {
    const t = new TestTail({ limits });
    const { span, ctx } = t.request();
    for (let i = 0; i < 10; i++) t.log('debug', `${i}${'.'.repeat(400)}`, ctx);
    assert.equal(t.tail.held.records, 3, why);
    fail(span);
    assert.deepEqual(
      t.bodies.map((body) => String(body)[0]),
      ['7', '8', '9'],
      why,
    );
    assert.deepEqual(t.counts, { [`dropped ${why}`]: 7, 'released error': 3 });
    assert.equal(t.spans[0]!.attributes[ATTR_TAIL_DROPPED], 7);
  }
});

test('a line that is larger than all room is lost alone', () => {
  for (const limits of [
    { requestBytes: 1000 },
    { bytes: 1000 },
    { requestBytes: 0 },
    { requestRecords: 0 },
    { records: 0 },
  ]) {
    const t = new TestTail({ limits });
    const { span, ctx } = t.request();
    t.log('debug', 'small', ctx);
    t.log('debug', 'x'.repeat(1000), ctx);
    fail(span);
    const isRoom = 'requestBytes' in limits ? limits.requestBytes === 1000 : 'bytes' in limits;
    assert.deepEqual(t.bodies, isRoom ? ['small'] : []);
  }
});

test('lines do not wait longer than they may, also where nothing more is written', async () => {
  const t = new TestTail({ limits: { ageMillis: 30 } });
  const { span, ctx } = t.request();
  t.log('debug', 'old', ctx);
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.log('debug', 'new', ctx);
  assert.equal(t.tail.held.records, 1);
  fail(span);
  assert.deepEqual(t.bodies, ['new']);
  t.log('debug', 'in the background', ctx);
  while (t.tail.held.records > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(t.counts, { 'dropped age': 2, 'released error': 1 });
  assert.equal(t.tail.held.bytes, 0);
});

test('a thousand requests at once keep what is theirs, within what all may hold', () => {
  const t = new TestTail({ limits: { records: 4000 } });
  const requests = Array.from({ length: 1000 }, () => t.request());
  for (let line = 0; line < 8; line++)
    for (const [i, { ctx }] of requests.entries()) t.log('debug', `${i}/${line}`, ctx);
  assert.equal(t.tail.held.records, 4000);
  const failing = requests.filter((_, i) => i % 100 === 0);
  for (const { span } of requests) if (failing.every((each) => each.span !== span)) span.end();
  for (const { span } of failing) fail(span);
  const expected = failing.flatMap((_, at) => [4, 5, 6, 7].map((line) => `${at * 100}/${line}`));
  assert.deepEqual(t.bodies, expected);
  assert.deepEqual(t.counts, { 'dropped full': 4000, 'dropped fine': 3960, 'released error': 40 });
  assert.deepEqual([t.tail.held.records, t.tail.held.bytes], [0, 0]);
});

test('however many requests are open, each is found again', () => {
  const t = new TestTail();
  const requests = Array.from({ length: 5000 }, () => t.request());
  for (const [i, { ctx }] of requests.entries()) t.log('debug', `of ${i}`, ctx);
  for (const i of [0, 4999]) fail(requests[i]!.span);
  t.log('debug', 'later', requests[1]!.ctx);
  fail(requests[1]!.span);
  t.log('debug', 'after the first has ended', requests[0]!.ctx);
  assert.deepEqual(t.bodies, ['of 0', 'of 4999', 'of 1', 'later']);
});

test('events of lines that waited take the place of older lines, never that of an error', () => {
  const t = new TestTail();
  const { span, ctx } = t.request();
  const start = Date.now() + 1000;
  for (let i = 0; i < 111; i++) t.log('info', `info ${i}`, ctx, { at: start + 10 * i });
  t.log('debug', 'too old', ctx, { at: start - 500 });
  t.log('debug', 'late', ctx, { at: start + 5000 });
  t.log('debug', 'between', ctx, { at: start + 1005 });
  fail(span);
  const events = eventsOf(t.spans[0]!);
  assert.equal(events.length, 112);
  // The first of them had room, and was then the oldest.
  assert.deepEqual(events.slice(0, 2), ['info 1', 'info 2']);
  assert.deepEqual(events.slice(99, 102), ['info 100', 'between', 'info 101']);
  assert.equal(events.at(-1), 'late');
  assert.equal(t.spans[0]!.attributes[ATTR_DROPPED_LINES], 2);
});

test('at the end nothing waits any more, and nothing begins to', async () => {
  const t = new TestTail();
  const { span, ctx } = t.request();
  t.log('debug', 'waiting', ctx);
  await t.shutdown();
  t.log('debug', 'later', ctx);
  fail(span);
  assert.deepEqual(t.bodies, []);
  assert.deepEqual(t.counts, { 'dropped end': 2 });
});

test("the application's fake clocks and timers have no hold on it", () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 });
  try {
    const t = new TestTail({ limits: { ageMillis: 1000 } });
    const { span, ctx } = t.request();
    t.log('debug', 'waiting', ctx);
    mock.timers.tick(10_000);
    t.log('debug', 'still', ctx);
    fail(span);
    assert.deepEqual(t.bodies, ['waiting', 'still']);
  } finally {
    mock.timers.reset();
  }
});

test('whoever is next and throws costs one line, and not those behind it', () => {
  const t = new TestTail();
  const { span, ctx } = t.request();
  t.log('debug', 'one', ctx);
  t.log('debug', 'two', ctx);
  const push = t.records.push.bind(t.records);
  t.records.push = (record) => {
    if (record!.body === 'one') throw new Error('broken');
    return push(record!);
  };
  fail(span);
  assert.deepEqual(t.bodies, ['two']);
});

test('a record that nobody wants is not made, unless it may be let out', () => {
  const { ctx } = new TestTail().request();
  const { tail } = new TestTail();
  const debug = { severityNumber: SeverityNumber.DEBUG, instrumentationScope: { name: 'pino' } };
  const onSpans = new LogsOnSpansProcessor({ minimum: SeverityNumber.INFO });
  const stage = new TailLogProcessor({ level: SeverityNumber.INFO, next: [onSpans], tail });
  assert.equal(stage.enabled?.({ ...debug, context: ROOT_CONTEXT }), false);
  assert.equal(stage.enabled?.({ ...debug, context: ctx }), true);
  const done = async () => {};
  const all = { onEmit() {}, forceFlush: done, shutdown: done };
  assert.equal(
    new TailLogProcessor({ level: SeverityNumber.INFO, next: [onSpans, all], tail }).enabled,
    undefined,
  );
});
