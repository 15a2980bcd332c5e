/** A head becomes the sections of a block. */

import { sealAttributes, writeShapes } from '../blocks/attribute-buckets.ts';
import { BloomBuilder } from '../blocks/bloom-filter.ts';
import { GrowingInts } from '../blocks/growing-ints.ts';
import { hashText } from '../blocks/hash.ts';
import { SectionWriter } from '../blocks/section.ts';
import { eachTextHash } from '../blocks/value-bytes.ts';
import { valueTexts } from '../matching/value-text.ts';
import { attributeHash, keyHash, nameHash, requestIdHash, spanIdHash, traceIdHash } from './span-hashes.ts';
import type { SpanHead } from './span-head.ts';
import { SECTION } from './span-sections.ts';

export function sealSpans(head: SpanHead): Map<number, Uint8Array> {
  const { shapes, buckets } = sealAttributes(head.lists);
  const meta = metaSection(head);
  writeShapes(meta, shapes);
  const sections = new Map<number, Uint8Array>([
    [SECTION.meta, meta.compressed()],
    [SECTION.columns, columnsSection(head).compressed()],
    [SECTION.ids, idsSection(head).compressed()],
    [SECTION.rest, restSection(head).compressed()],
    [SECTION.filter, filterOf(head)],
    [SECTION.traces, traceHashes(head)],
  ]);
  if (head.requestUses.length > 0) sections.set(SECTION.requests, requestsSection(head).compressed());
  for (const [number, bucket] of buckets.entries()) {
    if (bucket !== undefined) sections.set(SECTION.firstBucket + number, bucket);
  }
  return sections;
}

function metaSection(head: SpanHead): SectionWriter {
  const writer = new SectionWriter();
  for (const dictionary of [head.names, head.groups]) {
    writer.number(dictionary.size);
    for (let entry = 0; entry < dictionary.size; entry++) {
      writer.bytes(dictionary.data.subarray(dictionary.startOf(entry), dictionary.endOf(entry)));
    }
  }
  const { groupCounts, operations } = head.meta();
  writer.column(groupCounts);
  writer.column(operations);
  return writer;
}

/** The end as a duration, for it is the same number time and again. */
function columnsSection(head: SpanHead): SectionWriter {
  const writer = new SectionWriter();
  writer.column(head.start.uint64());
  writer.column(difference(head.end.uint32(), head.start.uint32()));
  for (const column of [head.name, head.group, head.kind, head.status]) writer.column(column.int32());
  return writer;
}

function idsSection(head: SpanHead): SectionWriter {
  const writer = new SectionWriter();
  writer.bytes(head.traces.data.subarray(0, head.traces.size * 16));
  writer.column(head.trace.uint32());
  // Bytes of random ids gain nothing by being apart.
  for (const ids of [head.spanId, head.parentId]) writer.bytes(bytesOf(ids));
  return writer;
}

function restSection(head: SpanHead): SectionWriter {
  const writer = new SectionWriter();
  writer.column(head.restEnds.uint32());
  writer.bytes(head.rest.bytes());
  return writer;
}

function requestsSection(head: SpanHead): SectionWriter {
  const { texts, uses } = head.requests();
  const writer = new SectionWriter();
  writer.number(texts.length);
  for (const text of texts) writer.text(text);
  writer.column(uses);
  return writer;
}

function filterOf(head: SpanHead): Buffer {
  const filter = new BloomBuilder();
  addAttributes(filter, head);
  for (const name of head.meta().names) filter.add(nameHash(name));
  for (const text of head.requests().texts) filter.add(requestIdHash(text));
  const ids = bytesOf(head.spanId);
  for (let at = 0; at < ids.length; at += 8) filter.add(spanIdHash(ids, at));
  return filter.build();
}

function addAttributes(filter: BloomBuilder, head: SpanHead): void {
  const { lists } = head;
  const keys = Array.from({ length: lists.keys.size }, (_, key) => lists.keys.textOf(key));
  const hashes = keys.map(attributeHash);
  const add = filter.add.bind(filter);
  for (const key of keys) add(keyHash(key));
  for (let entry = 0; entry < lists.entries.size; entry++) {
    const hash = hashes[lists.keyOf.data[entry]!]!;
    eachTextHash(lists.entries.data, lists.valueStart(entry), lists.entries.endOf(entry), hash, add);
  }
  for (const { resource, scope } of head.meta().groups) {
    for (const { key, value } of [...resource.attributes, ...scope.attributes]) {
      add(keyHash(key));
      for (const text of valueTexts(value)) add(hashText(text, attributeHash(key)));
    }
  }
}

function traceHashes(head: SpanHead): Buffer {
  const hashes = new GrowingInts(head.traces.size * 2);
  for (let trace = 0; trace < head.traces.size; trace++) {
    const { one, other } = traceIdHash(head.traces.data, trace * 16);
    hashes.push64(one, other);
  }
  return bytesOf(hashes);
}

function bytesOf({ data, length }: GrowingInts): Buffer {
  return Buffer.from(data.buffer, 0, length * 4);
}

/** Of numbers of 64 bits, as pairs of words. */
function difference(from: Uint32Array, subtracted: Uint32Array): BigUint64Array {
  const words = new Uint32Array(from.length);
  for (let low = 0; low < words.length; low += 2) {
    words[low] = from[low]! - subtracted[low]!;
    words[low + 1] = from[low + 1]! - subtracted[low + 1]! - (from[low]! < subtracted[low]! ? 1 : 0);
  }
  return new BigUint64Array(words.buffer);
}
