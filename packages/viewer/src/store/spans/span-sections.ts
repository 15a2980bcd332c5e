/** Sections of a block of spans, by number. Below, those of the buckets of attributes. */
export const SECTION = {
  /** Names, groups, keys and shapes. */
  meta: 0,
  columns: 1,
  ids: 2,
  /** See `span-rest.ts`. */
  rest: 3,
  /** A Bloom filter, not compressed. */
  filter: 4,
  /** Hashes of the trace ids, not compressed: for the filter in memory. */
  traces: 5,
  requests: 6,
  /** In no file: numbers under which something is remembered. */
  lookup: 7,
  byTrace: 8,
  firstBucket: 32,
} as const;
