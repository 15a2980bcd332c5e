/** What a block's filter is asked: whether it may have a value of an attribute, a trace, a span or a request. */

import { BloomBuilder, mayHold } from '../blocks/bloom-filter.ts';
import { type HashPair, hashText } from '../blocks/hash.ts';
import { eachTextHash } from '../blocks/value-bytes.ts';
import { valueTexts } from '../matching/value-text.ts';
import type { LogQuery } from '../queries.ts';
import { spanIdText, traceIdText } from './log-columns.ts';
import type { LogHead } from './log-head.ts';

/** Subjects that are no keys of attributes: those hash by their text, and no text begins so. */
const TRACE = hashText('\0trace');
const SPAN = hashText('\0span');
const REQUEST = hashText('\0request');
/** Request ids are asked for twice: to read a block for one that it has not costs most, for each record must be decoded. */
const REQUEST_AGAIN = hashText('\0request again');

export function filterOf(head: LogHead): Buffer {
  const builder = new BloomBuilder();
  addAttributes(builder, head);
  const { groups, columns } = head.contents();
  for (const { resource, scope } of groups) {
    for (const { key, value } of [...resource.attributes, ...scope.attributes]) {
      const subject = hashText(key);
      builder.add(subject);
      for (const text of valueTexts(value)) builder.add(hashText(text, subject));
    }
  }
  for (const id of head.requestIds) for (const hash of requestHashes(id)) builder.add(hash);
  addIds(builder, TRACE, head.count, (row) => traceIdText(columns.traceHigh[row]!, columns.traceLow[row]!));
  addIds(builder, SPAN, head.count, (row) => spanIdText(columns.spanId[row]!));
  return builder.build();
}

function addAttributes(builder: BloomBuilder, { attributes }: LogHead): void {
  const { keys, entries, keyOf } = attributes;
  const subjects = Array.from({ length: keys.size }, (_, key) => hashText(keys.textOf(key)));
  for (const subject of subjects) builder.add(subject);
  for (let entry = 0; entry < entries.size; entry++) {
    const subject = subjects[keyOf.data[entry]!]!;
    eachTextHash(entries.data, attributes.valueStart(entry), entries.endOf(entry), subject, (hash) =>
      builder.add(hash),
    );
  }
}

/** Records of one trace stand together, and it counts once. */
function addIds(
  builder: BloomBuilder,
  subject: HashPair,
  count: number,
  idAt: (row: number) => string,
): void {
  let last = '';
  for (let row = 0; row < count; row++) {
    const id = idAt(row);
    if (id !== last && id !== '') builder.add(hashText(id, subject));
    last = id;
  }
}

/** What must be in a filter for its block to have an answer. */
export function wantedHashes(query: LogQuery): HashPair[] {
  const { traceId, spanId, requestId, attributes } = query;
  return [
    ...(traceId ? [hashText(traceId, TRACE)] : []),
    ...(spanId ? [hashText(spanId, SPAN)] : []),
    ...(requestId === undefined ? [] : requestHashes(requestId)),
    ...attributes.flatMap(({ key, operator, value }) => {
      if (operator === '!=') return [];
      return [operator === '=' ? hashText(String(value), hashText(key)) : hashText(key)];
    }),
  ];
}

const requestHashes = (id: string) => [hashText(id, REQUEST), hashText(id, REQUEST_AGAIN)];

export const mayHoldAll = (filter: Uint8Array, hashes: readonly HashPair[]): boolean =>
  hashes.every((hash) => mayHold(filter, hash));
