/** WAYMARK_ variables that there are not: what is misspelt would else do nothing, silently. */

import { loadChunk } from '../chunks/load.ts';
import type { EnvReader } from './env-reader.ts';

export type TellUnknown = (reader: EnvReader, names: readonly string[]) => void;

/**
 * To be called when all is read. Which names there are is a long list that no start needs.
 * @param tell called with the names of what is set and was not read. @default that of a chunk
 */
export function complainOfUnknown(
  reader: EnvReader,
  tell: TellUnknown = (...of) => loadChunk('own-variables').tellUnknown(...of),
): void {
  const unread = reader.unread('WAYMARK_');
  if (unread.length > 0) tell(reader, unread);
}
