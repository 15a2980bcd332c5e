/** The variables that say whom to trust and whom to tell. */

import type { ReadBoundary } from './boundary-config.ts';
import { readPropagateTo } from './propagate-to.ts';
import { readTrust } from './trust-config.ts';

export const readBoundaryLists: ReadBoundary = (reader) => ({
  ...readTrust(reader),
  propagateTo: readPropagateTo(reader),
});
