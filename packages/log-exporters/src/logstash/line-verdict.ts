/** What the end of a connection means for the lines that were sent over it. */

import { type Outcome, type Verdict, verdictOfError } from '@waymark/delivery';

/** Of a receiver nobody hears which lines it could not use. What it did not read is sent again. */
export function lineVerdict(outcome: Outcome): Verdict {
  if (outcome instanceof Error) return verdictOfError(outcome);
  if (outcome.status === 200) return { kind: 'delivered', rejected: 0, message: '' };
  return { kind: 'drop', why: `${outcome.body} (check the configured URL)` };
}
