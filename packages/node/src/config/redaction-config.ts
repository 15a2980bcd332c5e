/** What is taken out of spans and log records: few set more than nothing, so what reads it is no part of what each start loads. */

import { loadChunk } from '../chunks/load.ts';
import type { RedactionOptions } from '../types.ts';
import type { EnvReader } from './env-reader.ts';

export interface RedactionConfig {
  /** Whether anything is. @default true */
  readonly enabled: boolean;
  /** What is absent has the default of `@waymark/redaction`. */
  readonly options: RedactionOptions;
}

export type ReadRedaction = (reader: EnvReader) => RedactionConfig;

/** With which the name of each of its variables begins. */
export const REDACTION = 'WAYMARK_REDACTION';
const SUFFIXES = ['', '_ALLOW', '_DETECTORS', '_KEY', '_KEYS', '_MODE', '_RULES'];
const DEFAULT: RedactionConfig = { enabled: true, options: {} };

/** @param read called where one of the variables is set. @default that of a chunk */
export function readRedaction(
  reader: EnvReader,
  read: ReadRedaction = (of) => loadChunk('redaction-config').readRedactionOptions(of),
): RedactionConfig {
  return SUFFIXES.some((end) => reader.text(REDACTION + end) !== undefined) ? read(reader) : DEFAULT;
}
