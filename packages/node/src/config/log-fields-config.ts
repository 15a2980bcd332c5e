/** What structured lines of the application gain: few choose, and so what reads it is no part of what each start loads. */

import type { LogFields } from '@waymark/logs';
import { loadChunk } from '../chunks/load.ts';
import type { EnvReader } from './env-reader.ts';

export type ReadLogFields = (reader: EnvReader) => LogFields;

export const LOG_FIELDS = 'WAYMARK_LOG_FIELDS';

/**
 * @param requestIdField the id's name, where it has a variable of its own
 * @param read called where the variable is set. @default that of a chunk
 */
export function readLogFields(
  reader: EnvReader,
  requestIdField: string | undefined,
  read: ReadLogFields = (of) => loadChunk('log-fields').readLogFieldList(of),
): LogFields {
  const fields = reader.text(LOG_FIELDS) === undefined ? {} : read(reader);
  return requestIdField === undefined ? fields : { ...fields, requestId: requestIdField };
}
