/** A part of the store that spans are in: an open head, or a sealed block. All of one service. */

import type { OtlpResource, OtlpScope } from '@waymark/otlp';
import type { AttributeSource } from '../blocks/attribute-source.ts';
import type { GrowingBytes } from '../blocks/growing-bytes.ts';
import type { HashPair } from '../blocks/hash.ts';
import type { SpansByTrace } from './by-trace.ts';

export interface SpanSource {
  readonly service: string;
  /** Of the filter that knows which parts may have a trace. */
  readonly slot: number;
  readonly count: number;
  /** Of its earliest and its latest span. */
  readonly firstStart: bigint;
  readonly lastStart: bigint;
  /** False: no span has it. See `span-hashes.ts` for what can be asked. */
  mayHold(hash: HashPair): boolean;
  columns(): SpanColumns;
  ids(): SpanIds;
  byTrace(): SpansByTrace;
  /** Of a trace among its traces, by 16 bytes of its id; -1 when it has none of its spans. */
  traceNumber(id: Buffer): number;
  meta(): SpanMeta;
  attributes(): AttributeSource;
  requests(): RequestUses;
  /** How many events a span has. */
  eventCount(record: number): number;
  /** Appends the span's message, as it was sent but for the order of its fields. */
  appendSpan(out: GrowingBytes, record: number): void;
}

/** Of each span, in order of arrival. */
export interface SpanColumns {
  start: BigUint64Array;
  /** As sent: it may be before the start. */
  end: BigUint64Array;
  /** Into `names` and `groups`. */
  name: Uint32Array;
  group: Uint32Array;
  kind: Int32Array;
  status: Int32Array;
}

export interface SpanIds {
  /** Distinct, 16 bytes each. */
  traceIds: Buffer;
  /** Of each span: which of them. */
  trace: Uint32Array;
  spanId: BigUint64Array;
  /** 0 for none. */
  parentId: BigUint64Array;
}

export interface SpanMeta {
  names: string[];
  groups: SpanGroup[];
  /** Of each group, how many spans it has. */
  groupCounts: Uint32Array;
  /** Distinct pairs of a name's number and a kind. */
  operations: Int32Array;
}

export interface SpanGroup {
  resource: OtlpResource;
  resourceSchemaUrl: string;
  scope: OtlpScope;
  scopeSchemaUrl: string;
}

/** Request ids of spans. */
export interface RequestUses {
  texts: string[];
  /** Pairs, by span: which span, which text; the first of a span is its best. */
  uses: Uint32Array;
}
