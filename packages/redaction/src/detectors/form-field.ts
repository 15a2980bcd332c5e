/** Fields of forms that are sent in parts (RFC 7578): `name="password"`, an empty line, and the value. */

import { find } from './finding.ts';
import { judgeName, NONE } from './names/judge-name.ts';
import { name } from './names/name-before.ts';
import { isSecret } from './names/plausible.ts';
import { value } from './names/value-after.ts';
import type { Scanned } from './scanned.ts';

const FIELD =
  /Disposition: ?form-data; ?name=\\{0,4}"([^"\\\r\n]{3,64})\\{0,4}"(?:\r?\n|\\{1,4}r\\{1,4}n|\\{1,4}n){2}/iy;
const VALUE = /[^\r\n\\]{1,4096}/y;

/** Looks at the word `Disposition` at `at`, of `Content-Disposition`. */
export function findFormField(scanned: Scanned, at: number): boolean {
  FIELD.lastIndex = at;
  const [whole, field] = FIELD.exec(scanned.text) ?? [];
  if (whole === undefined || field === undefined) return false;
  name.start = at + whole.indexOf(field);
  name.end = name.start + field.length;
  const strength = judgeName(scanned, name.start, name.end);
  VALUE.lastIndex = FIELD.lastIndex;
  if (strength === NONE || !VALUE.test(scanned.text)) return false;
  value.start = FIELD.lastIndex;
  value.end = VALUE.lastIndex;
  return isSecret(scanned, strength) && find('named', value.start, value.end);
}
