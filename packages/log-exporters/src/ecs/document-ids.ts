/** Ids of documents, by which a store knows one that comes a second time. */

import { randomBytes } from 'node:crypto';

const PREFIX_BYTES = 12;

/** Each call of what it returns gives another id: 17 characters of base64url and more, alike at their beginning within a process. */
export function documentIds(): () => string {
  // Alike, as Lucene likes its ids: it finds those of one process together.
  const prefix = randomBytes(PREFIX_BYTES).toString('base64url');
  let count = 0;
  return () => prefix + (count++).toString(36);
}
