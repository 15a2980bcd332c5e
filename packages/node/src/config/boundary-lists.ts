/** The variables that say whom to trust and whom to tell. */

import type { ReadBoundary } from './boundary-config.ts';
import { readPropagateTo } from './propagate-to.ts';
import { readTrust, unsigned } from './trust-config.ts';

export const readBoundaryLists: ReadBoundary = (reader, propagators) => {
  const trust = readTrust(reader);
  for (const line of unsigned(trust, propagators)) reader.complain(line);
  return { ...trust, propagateTo: readPropagateTo(reader) };
};
