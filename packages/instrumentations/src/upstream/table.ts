/** Which chunk is loaded for which module: all that is known of upstream's instrumentations before one is needed. */

/** The chunks there are: each is a `<name>.chunk.ts` beside this file. */
export type ChunkName = 'pg';

export interface UpstreamTarget {
  chunk: ChunkName;
  module: string;
  /** @default the main file */
  file?: string;
  versions: string;
}

/** A test holds it against what upstream's classes say of themselves. */
export const upstreamTable: readonly UpstreamTarget[] = [
  { chunk: 'pg', module: 'pg', versions: '>=8.0.3 <9' },
  { chunk: 'pg', module: 'pg', file: 'lib/client.js', versions: '>=8.0.3 <9' },
  { chunk: 'pg', module: 'pg', file: 'lib/native/client.js', versions: '>=8.0.3 <9' },
  { chunk: 'pg', module: 'pg-pool', versions: '>=2.0.0 <4' },
];
