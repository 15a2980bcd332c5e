/** As in-process.test.ts, for what talks to a database or a queue: real ones, started for this. */

import { compareAll } from './compare.ts';
import { scenarios } from './scenarios.ts';

compareAll(
  scenarios.filter(({ needs }) => needs !== undefined),
  new Set(),
);
