import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Sink, startSink } from './sink-process.ts';

/** As dd-trace sends a span, as far as the sink reads it. */
const SPAN = Buffer.from('\xa7span_id\xa9span.kind\xa6server', 'latin1');

const send = ({ url }: Sink) => fetch(`${url}/v0.4/traces`, { method: 'PUT', body: SPAN });

test('who sends by a timer of seconds is waited for, and what is no more to come is not', async (t) => {
  const sink = await startSink();
  t.after(() => sink.close());
  const isThere = ({ serverSpans }: { serverSpans: number }) => serverSpans === 2;
  await send(sink);
  const late = new Promise((resolve) => setTimeout(resolve, 300)).then(() => send(sink));
  await sink.settle();
  assert.equal((await sink.count()).serverSpans, 1);
  await sink.settle(isThere, 5_000);
  assert.equal((await sink.count()).serverSpans, 2);
  await late;

  const start = performance.now();
  await sink.settle(() => false, 200);
  const took = performance.now() - start;
  assert.ok(took >= 200 && took < 5_000, `${took}`);
});
