/** The secret key of AWS that stands behind its id, as files of credentials, CSV and arguments have it. */

import { find } from '../finding.ts';
import type { Scanned } from '../scanned.ts';

const PAIR = /A[KS]IA[A-Z0-9]{16}["']?(?:[:,;|/\t ]["' ]{0,2})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/y;

/** Looks at an id at `at`. What is found is both. */
export function findAwsPair({ text }: Scanned, at: number): boolean {
  PAIR.lastIndex = at;
  return PAIR.test(text) && find('aws', at, PAIR.lastIndex);
}
