/** The attributes of the records of a part of a store: of an open head, or of a sealed block. */

import type { GrowingBytes } from './growing-bytes.ts';
import type { ValueTest } from './value-test.ts';

export interface AttributeSource {
  /** Of each record 1 when an attribute with this key passes the test, else 0; undefined when none does. */
  holding(key: string, test: ValueTest): Uint8Array | undefined;
  /** Calls back for the distinct values of a key, as AnyValue bytes, with how often each is there. */
  eachValue(key: string, found: (bytes: Buffer, start: number, end: number, count: number) => void): void;
  /** How often each key is there. */
  keyCounts(): Map<string, number>;
  /** Appends `count` attributes of a record, the one numbered `from` first, as protobuf fields with this tag. */
  append(out: GrowingBytes, record: number, from: number, count: number, tag: number): void;
}
