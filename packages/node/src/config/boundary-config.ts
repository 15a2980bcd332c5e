/** Whom to trust and whom to tell: few set it, and so what reads it is no part of what each start loads. */

import { loadChunk } from '../chunks/load.ts';
import type { EnvReader } from './env-reader.ts';
import type { TrustConfig } from './trust-config.ts';

export interface BoundaryConfig extends TrustConfig {
  /** Host patterns and words: who is told anything of ours. @default undefined, which is everybody */
  readonly propagateTo: readonly string[] | undefined;
}

export type ReadBoundary = (reader: EnvReader, propagators: readonly string[]) => BoundaryConfig;

const VARIABLES = ['WAYMARK_TRUST_INBOUND', 'WAYMARK_TRUST_KEY', 'WAYMARK_PROPAGATE_TO'];
const EVERYBODY: BoundaryConfig = { trustInbound: 'always', trustKeys: [], propagateTo: undefined };

/** @param read called where one of the variables is set. @default that of a chunk */
export function readBoundary(
  reader: EnvReader,
  propagators: readonly string[],
  read: ReadBoundary = (...of) => loadChunk('boundary-config').readBoundaryLists(...of),
): BoundaryConfig {
  return VARIABLES.some((name) => reader.text(name) !== undefined) ? read(reader, propagators) : EVERYBODY;
}
