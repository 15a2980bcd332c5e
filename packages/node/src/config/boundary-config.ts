/** Whom to trust and whom to tell: few set it, and so what reads it is no part of what each start loads. */

import { loadChunk } from '../chunks/load.ts';
import type { EnvReader } from './env-reader.ts';
import type { TrustConfig } from './trust-config.ts';

export interface BoundaryConfig extends TrustConfig {
  /** Host patterns and words: who is told anything of ours. @default undefined, which is everybody */
  readonly propagateTo: readonly string[] | undefined;
}

export type ReadBoundary = (reader: EnvReader) => BoundaryConfig;

const VARIABLES = ['WAYMARK_TRUST_INBOUND', 'WAYMARK_TRUST_KEY', 'WAYMARK_PROPAGATE_TO'];
const EVERYBODY: BoundaryConfig = { trustInbound: 'always', trustKeys: [], propagateTo: undefined };

/** @param read called where one of the variables is set. @default that of a chunk */
export function readBoundary(reader: EnvReader, read: ReadBoundary = readByChunk): BoundaryConfig {
  return VARIABLES.some((name) => reader.text(name) !== undefined) ? read(reader) : EVERYBODY;
}

function readByChunk(reader: EnvReader): BoundaryConfig {
  return loadChunk('boundary-config').readBoundaryLists(reader);
}

/** What is signed is `traceparent`: a line for whoever has a key and does not send it. */
export function unsigned({ trustKeys }: TrustConfig, propagators: readonly string[]): string[] {
  if (trustKeys.length === 0 || propagators.includes('tracecontext')) return [];
  return [
    'WAYMARK_TRUST_KEY signs no request: signed is traceparent, and OTEL_PROPAGATORS has no tracecontext; add it to sign',
  ];
}
