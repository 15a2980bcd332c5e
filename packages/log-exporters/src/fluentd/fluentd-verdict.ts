/** What the answer of a Forward server means for a batch. */

import { type Failure, type Outcome, printable, type Verdict, verdictOfError } from '@waymark/delivery';
import { REFUSED } from './fluentd-transport.ts';
import { isForwardTrouble } from './forward-failure.ts';

/** Never that a batch is dropped: whatever a server has against us, it has it against the connection, not the batch. */
export function fluentdVerdict(outcome: Outcome): Verdict {
  if (outcome instanceof Error) return ofError(outcome);
  if (outcome.status !== REFUSED) return { kind: 'delivered', rejected: 0, message: '' };
  const reason = withoutProofs(printable(outcome.body.toString()));
  const said = reason === '' ? '' : `, '${reason}'`;
  return later(`the server refuses this client${said} (check the configured shared key, user and password)`);
}

/** In characters: what follows it in the line is to be read, too. */
const LONGEST_REASON = 80;

/** A server may repeat what it was sent; from a proof and its salts the key can be guessed at. */
function withoutProofs(reason: string): string {
  return reason.replaceAll(/[0-9a-f]{16,}/gi, '***').slice(0, LONGEST_REASON);
}

function ofError(error: Error & Partial<Failure>): Verdict {
  const verdict = verdictOfError(error);
  if (verdict.kind !== 'retry') return verdict;
  const why = error.at === undefined ? verdict.why : `${verdict.why} at ${error.at}`;
  return isForwardTrouble(error.code ?? '') ? later(why) : { ...verdict, why };
}

/** Waiting at the end of the process would change nothing. */
function later(why: string): Verdict {
  return { kind: 'retry', why, unreachable: false, refused: true };
}
