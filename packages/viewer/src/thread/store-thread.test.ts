import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { TRACES, toProtobuf } from '@waymark/otlp';
import { ownBytes } from '../receiving/own-bytes.ts';
import { attributes, span, spanId, traceId, traces } from '../store/oracle/samples.ts';
import { StoreThread } from './store-thread.ts';

let thread: StoreThread;
beforeEach(() => {
  thread = new StoreThread();
});
afterEach(() => thread.close());

const body = (...ids: number[]) =>
  ownBytes(toProtobuf(TRACES, traces({ shop: ids.map((id) => span(1, id)) })));
const get = async (path: string, search = '') => {
  const question = { method: 'GET', path: `/api/waymark/${path}`, query: new URLSearchParams(search) };
  const answer = await thread.ask(question);
  return { ...answer, body: JSON.parse(Buffer.from(answer.body as Uint8Array).toString()) };
};

test('takes bytes, which are moved, and answers questions', async () => {
  const bytes = body(1, 2);
  assert.deepEqual(await thread.intake.take('traces', 'protobuf', bytes), { accepted: 2, rejected: 0 });
  assert.equal(bytes.byteLength, 0);
  const { status, type, body: list } = await get('traces', 'limit=1');
  assert.deepEqual([status, type, list.traces[0].traceId], [200, 'application/json', traceId(1)]);
  assert.equal((await get('traces', 'limit=0')).status, 400);
});

test('gives spans to who calls, to the nanosecond', async () => {
  await thread.intake.take('traces', 'protobuf', body(1));
  assert.partialDeepStrictEqual(await thread.call('spansOf', traceId(1)), [
    { service: 'shop', span: span(1, 1) },
  ]);
  assert.partialDeepStrictEqual(await thread.call('find', spanId(1)), { timeUnixNano: 1_000_000n });
  assert.equal(await thread.call('find', 'nothing'), undefined);
});

test('tells bad data from an answer, and goes on', async () => {
  const bad = await thread.intake.take('traces', 'protobuf', ownBytes(Buffer.from('no protobuf')));
  assert.ok('invalid' in bad);
  assert.equal((await thread.call('status')).spans, 0);
});

test('tells of changes, of spans that still run too, each with a version of its own', async () => {
  let told = Promise.withResolvers<void>();
  const end = thread.onChange(() => told.resolve());
  await thread.intake.take('traces', 'protobuf', body(1));
  await told.promise;
  const { version } = (await get('status')).body;
  told = Promise.withResolvers();
  const running = traces({
    shop: [span(2, 3, { name: 'GET /slow', endTimeUnixNano: '0', attributes: attributes({ a: 1 }) })],
  });
  await thread.intake.take('pending', 'protobuf', ownBytes(toProtobuf(TRACES, running)));
  await told.promise;
  assert.ok((await get('status')).body.version > version);
  const { traces: list } = (await get('traces', 'where=slow')).body;
  assert.partialDeepStrictEqual(list, [{ traceId: traceId(2), pending: true }]);
  end();
});

test('says so when its thread dies, to whoever waits and in the terminal', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const dying = new StoreThread({}, new URL('data:text/javascript,throw new Error("boom")'));
  await assert.rejects(dying.opened(), /the store has failed: boom/);
  await assert.rejects(dying.call('status'), /the store has failed: boom/);
  assert.match(String(said.mock.calls[0]!.arguments[0]), /^waymark viewer: its store has failed, .*: boom$/);
  await dying.close();
});

test('is followed by another when it dies, which has all that was acknowledged', async (t) => {
  const said = t.mock.method(console, 'error', () => {});
  const folder = mkdtempSync(join(tmpdir(), 'waymark-thread-'));
  const entry = new URL('./fixtures/mortal-worker.ts', import.meta.url);
  const mortal = new StoreThread({ path: join(folder, 'store.db') }, entry);
  t.after(() => mortal.close().then(() => rmSync(folder, { recursive: true })));
  let changes = 0;
  mortal.onChange(() => changes++);
  for (let life = 1; life <= 3; life++) {
    await mortal.intake.take('traces', 'protobuf', body(1, life + 1));
    const [before, others] = [changes, mortal.call('services')];
    others.catch(() => {});
    await assert.rejects(mortal.call('find', 'death'), /the store has failed: asked to die/);
    assert.equal((await mortal.call('status')).spans, life + 1);
    assert.ok(changes > before);
  }
  assert.equal(said.mock.callCount(), 3);
  assert.match(String(said.mock.calls[0]!.arguments[0]), /has failed, and is opened again: asked to die$/);
});

test('answers nothing after its end', async () => {
  await thread.close();
  await thread.close();
  await assert.rejects(thread.call('status'), /the store is closed/);
});
