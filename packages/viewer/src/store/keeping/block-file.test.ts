import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { BlockFile, type BlockFileOptions } from './block-file.ts';
import type { BlockInfo } from './block-info.ts';

const folder = mkdtempSync(join(tmpdir(), 'waymark-blocks-'));
after(() => rmSync(folder, { recursive: true }));

function open(options: BlockFileOptions) {
  const dropped: number[] = [];
  const events: string[] = [];
  const file = new BlockFile(options, {
    dropped: ({ id }) => dropped.push(id),
    committed: () => events.push('committed'),
    undone: () => events.push('undone'),
  });
  const add = (service: string, size: number, over: Partial<BlockInfo> = {}) =>
    file.change(() => file.addBlock({ ...BLOCK, service, ...over }, new Map([[3, randomBytes(size)]])));
  return { file, dropped, events, add };
}

const BLOCK = {
  signal: 'traces' as const,
  records: 10,
  firstUnixNano: 5n,
  lastUnixNano: 2n ** 64n - 1n,
  arrivedMs: Date.now(),
};

test('keeps blocks, sections and the journal in a file', async () => {
  const path = join(folder, 'kept.db');
  const { file, add, events } = open({ path });
  const block = add('shop', 100_000);
  const seqs = file.change(() =>
    ['a', 'b'].map((text) => file.journal.append('logs', 'shop', Buffer.from(text))),
  );
  file.change(() => file.journal.forget(seqs.slice(0, 1)));
  await file.committed();
  assert.deepEqual(events, ['committed']);
  const data = file.section(block.id, 3);
  file.close();

  const { file: again } = open({ path });
  assert.deepEqual([...again.blocks.values()], [{ ...BLOCK, service: 'shop', id: block.id, bytes: 100_000 }]);
  assert.deepEqual(again.section(block.id, 3), data);
  assert.equal(again.section(block.id, 4), undefined);
  const entries = [...again.journal.entries()].map(({ body, ...rest }) => ({
    ...rest,
    body: String(Buffer.from(body)),
  }));
  assert.deepEqual(entries, [{ seq: seqs[1], signal: 'logs', service: 'shop', body: 'b' }]);
  again.close();
});

test('stays below its limit by dropping the oldest blocks of the service that holds most', async () => {
  const path = join(folder, 'limited.db');
  const maxBytes = 4 * 2 ** 20;
  const { file, add, dropped } = open({ path, maxBytes });
  const small = [add('small', 100_000), add('small', 100_000)];
  for (let i = 0; i < 60; i++) {
    const large = add('large', 200_000);
    await file.committed();
    assert.ok(sizeOf(path) <= maxBytes, `${sizeOf(path)} bytes`);
    assert.ok(file.blocks.has(large.id));
  }
  assert.ok(small.every(({ id }) => file.blocks.has(id)));
  assert.ok(dropped.length > 30);
  assert.deepEqual(
    dropped,
    dropped.toSorted((one, other) => one - other),
  );
  const { lastAtUnixNano, ...counts } = file.dropped();
  assert.deepEqual(counts, { spans: dropped.length * 10, logs: 0 });
  assert.ok(lastAtUnixNano! > 0n);
  file.close();

  const smaller = open({ path, maxBytes: 2 * 2 ** 20 });
  smaller.add('small', 1000);
  await smaller.file.committed();
  smaller.file.close();
  assert.ok(sizeOf(path) <= 2 * 2 ** 20, `${sizeOf(path)} bytes`);
});

test('bounds the number of blocks as well, for the smallest costs memory', async () => {
  const { file, add } = open({ maxBytes: 4 * 2 ** 20 });
  for (let i = 0; i < 300; i++) add(`service ${i}`, 10);
  await file.committed();
  assert.ok(file.blocks.size > 100 && file.blocks.size <= 128, `${file.blocks.size} blocks`);
  assert.ok([...file.blocks.values()].at(-1)!.service === 'service 299');
  file.close();
});

test('reads at one moment what another process changes', async () => {
  const path = join(folder, 'changing.db');
  const { file, add } = open({ path, maxAgeMs: 1000 });
  const old = add('a', 10, { arrivedMs: 500 });
  const seqs = file.change(() => [file.journal.append('logs', 'a', Buffer.from('line'))]);
  await file.committed();
  const { file: reader } = open({ path, readOnly: true });
  const next = add('a', 10);
  await file.committed();
  reader.readAtOnce(() => {
    const entries = reader.journal.entries();
    file.change(() => [file.dropOld(2000), file.journal.forget(seqs)]);
    file.close();
    assert.deepEqual([...reader.blocks.keys()], [old.id, next.id]);
    assert.equal(reader.section(old.id, 3)?.length, 10);
    assert.deepEqual(
      [...entries].map(({ seq }) => seq),
      seqs,
    );
  });
  assert.equal(reader.section(old.id, 3), undefined);
  reader.close();
});

test('drops what is too old', async () => {
  const { file, add, dropped } = open({ maxAgeMs: 1000 });
  const [old] = [add('a', 10, { arrivedMs: 500 }), add('a', 10, { arrivedMs: 1500 })];
  file.change(() => file.dropOld(2000));
  await file.committed();
  assert.deepEqual(dropped, [old.id]);
  file.close();
});

test('undoes the whole transaction when a change fails', async () => {
  const { file, add, events } = open({ path: join(folder, 'undone.db') });
  const kept = add('a', 10);
  await file.committed();
  add('a', 10);
  const waiting = file.committed();
  assert.throws(() => file.change(() => file.database.exec('broken')));
  await assert.rejects(waiting);
  assert.deepEqual([events, [...file.blocks.keys()]], [['committed', 'undone'], [kept.id]]);
  add('a', 10);
  await file.committed();
  assert.equal(file.blocks.size, 2);
  file.close();
});

function sizeOf(path: string): number {
  const sizes = ['', '-wal'].map((end) => statSync(path + end, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}
