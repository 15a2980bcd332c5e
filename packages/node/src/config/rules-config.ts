/** WAYMARK_SAMPLING_RULES: few set it, and so what reads it is no part of what each start loads. */

import { loadChunk } from '../chunks/load.ts';
import type { EnvReader } from './env-reader.ts';
import type { SamplingRule } from './sampling-rules.ts';

export type ReadRules = (reader: EnvReader) => readonly SamplingRule[];

/** @param read called where the variable is set. @default that of a chunk */
export function readSamplingRules(
  reader: EnvReader,
  read: ReadRules = (of) => loadChunk('sampling-rules').readSamplingRules(of),
): readonly SamplingRule[] {
  return reader.text('WAYMARK_SAMPLING_RULES') === undefined ? [] : read(reader);
}
