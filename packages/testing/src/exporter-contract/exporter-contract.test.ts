/** The suite finds what is wrong with an exporter, and nothing where nothing is. */

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Claim } from './adapter.ts';
import { CLAIMS } from './claims.ts';
import { type Carelessness, careless } from './fixtures/careless-exporter.ts';
import { exporterContract } from './index.ts';

exporterContract({
  ...careless(),
  breaks: {
    'million-to-nobody': 'it keeps everything',
    'many-to-silence': 'it keeps everything',
  },
});

const found: [Carelessness, Claim][] = [
  ['forgets what is refused', 'partial-failure'],
  ['forgets what is refused', 'refused-for-good'],
  ['forgets what fails', 'nobody-listens'],
  ['forgets what fails', 'restart-under-traffic'],
  ['forgets what it cannot write', 'unwritable'],
  ['never tries again', 'reset-in-body'],
  ['never tries again', 'lost-answer'],
  ['never tries again', 'forgotten-connection'],
  ['never tries again', 'restart'],
  ['sends everything twice', 'all-once'],
  ['hears no partial answer', 'partial-failure'],
  ['comes back too soon', 'busy'],
  ['comes back too soon', 'unavailable'],
  ['prints its credential', 'refused-for-good'],
  ['says nothing', 'nobody-listens'],
  ['says nothing', 'shutdown-in-silence'],
  ['takes its time to shut down', 'shutdown-in-silence'],
  ['drops all at shutdown', 'shutdown-while-sending'],
  ['counts too much', 'slow-reader'],
  ['counts too much', 'nonsense'],
];

// They wait more than they work.
suite('an exporter that is careless', { concurrency: 4 }, () => {
  for (const [how, claim] of found) {
    test(`and ${how} does not pass ${claim}`, () =>
      assert.rejects(CLAIMS[claim].proves(careless(how)), assert.AssertionError));
  }
});
