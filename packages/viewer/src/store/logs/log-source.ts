/** Where log records are read from: open heads and sealed blocks, alike. */

import type { LogBlock, LogBlocks } from './log-blocks.ts';
import type { LogBounds, LogContents } from './log-contents.ts';
import type { LogHead } from './log-head.ts';

export interface LogSource {
  /** Of a head they grow. */
  readonly bounds: LogBounds;
  /** @throws BlockGone when it was dropped meanwhile */
  contents(): LogContents;
  /** Of a block: what it may hold. */
  filter?(): Uint8Array;
  /** Of a block: rows whose bodies have all words of a query of FTS5, phrases aside; undefined when they are not indexed. */
  rowsMatching?(query: string): number[] | undefined;
}

export const headSource = (head: LogHead): LogSource => ({ bounds: head, contents: () => head.contents() });

export const blockSource = (blocks: LogBlocks, block: LogBlock): LogSource => ({
  bounds: block,
  contents: () => blocks.contents(block),
  filter: () => blocks.filter(block),
  rowsMatching: (query) => blocks.rowsMatching(block, query),
});
