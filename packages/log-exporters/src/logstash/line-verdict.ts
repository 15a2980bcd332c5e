/** What the end of a connection means for the lines that were sent over it. */

import { type Outcome, type Verdict, verdictOfError } from '@waymark/delivery';
import { NO_RECEIPT } from './line-round.ts';

/** README.md, "Logstash". */
const UNKNOWN =
  'the receiver has not ended the connection in time, so that nobody knows whether it has read them';

/** Of a receiver nobody hears which lines it could not use. What it did not read is sent again. */
export function lineVerdict(outcome: Outcome): Verdict {
  if (outcome instanceof Error) return verdictOfError(outcome);
  if (outcome.status === 200) return { kind: 'delivered', rejected: 0, message: '' };
  if (outcome.status === NO_RECEIPT) return { kind: 'delivered', rejected: 0, message: UNKNOWN };
  return { kind: 'drop', why: `${outcome.body} (check the configured URL)` };
}
