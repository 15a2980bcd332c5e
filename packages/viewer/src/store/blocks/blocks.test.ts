import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BloomBuilder, mayHold } from './bloom-filter.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { hashText } from './hash.ts';
import { SectionReader, SectionWriter } from './section.ts';
import { SlicedFilter } from './sliced-filter.ts';

const texts = (count: number, prefix = 'text ') => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

test('a Bloom filter knows all of its things, and few others', () => {
  const builder = new BloomBuilder();
  for (const text of texts(5000)) builder.add(hashText(text));
  const filter = builder.build();
  assert.ok(texts(5000).every((text) => mayHold(filter, hashText(text))));
  const wrong = texts(5000, 'other ').filter((text) => mayHold(filter, hashText(text)));
  assert.ok(wrong.length < 100, `${wrong.length} of 5000`);
});

test('a hash depends on what the text is a value of', () => {
  assert.notDeepEqual(hashText('200', hashText('status')), hashText('200', hashText('size')));
  assert.notDeepEqual(hashText('a'), hashText('a\0'));
});

test('a dictionary numbers byte strings in order of their first appearance', () => {
  const dictionary = new ByteDictionary(2);
  const index = (text: string) => dictionary.index(Buffer.from(`<${text}>`), 1, text.length + 1);
  const all = texts(1000);
  assert.deepEqual(
    all.map(index),
    all.map((_, i) => i),
  );
  assert.deepEqual([index('text 7'), index(''), index(''), dictionary.size], [7, 1000, 1000, 1001]);
  assert.deepEqual([dictionary.textOf(7), dictionary.textOf(1000)], ['text 7', '']);
  assert.equal(dictionary.find(Buffer.from('text'), 0, 4), -1);
});

test('a section gives back what was written, in order', () => {
  const writer = new SectionWriter();
  const times = BigUint64Array.of(0n, 1_700_000_000_000_000_000n, 2n ** 64n - 1n);
  writer.column(times);
  writer.number(2 ** 53 - 1);
  writer.text('é');
  writer.column(Int32Array.of(-1, 300));
  writer.column(new Uint32Array());
  const reader = new SectionReader(writer.compressed());
  assert.deepEqual(reader.uint64(), times);
  assert.equal(reader.number(), 2 ** 53 - 1);
  assert.equal(reader.text(), 'é');
  assert.deepEqual(reader.int32(), Int32Array.of(-1, 300));
  assert.deepEqual(reader.uint32(), new Uint32Array());
});

test('a sliced filter names the parts that have a thing, and forgets parts', () => {
  const filter = new SlicedFilter();
  const slots = Array.from({ length: 70 }, () => filter.allot());
  for (const slot of slots) for (const text of texts(100, `${slot} `)) filter.add(slot, hashText(text));
  for (const slot of [3, 40, 69]) filter.add(slot, hashText('shared'));
  assert.deepEqual(filter.candidates(hashText('shared')), [3, 40, 69]);
  assert.deepEqual(filter.candidates(hashText('5 5')), [5]);
  filter.release(40);
  assert.deepEqual(filter.candidates(hashText('shared')), [3, 69]);
  assert.equal(filter.allot(), 40);
  assert.deepEqual(filter.candidates(hashText('40 1')), []);
});
