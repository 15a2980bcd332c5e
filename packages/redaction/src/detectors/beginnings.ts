/**
 * What can begin with a word: a table of three characters says whether a word is worth a look, and by whom. So tokens
 * of a hundred vendors cost a clean text no more than those of one.
 */

import { findCredentials } from './authorization.ts';
import { alphabets } from './characters.ts';
import { commandFinders } from './command-passwords.ts';
import { findCurlUser } from './curl-user.ts';
import { findFormField } from './form-field.ts';
import { findOption } from './names/named-value.ts';
import { findBehindPassword, findBehindToken } from './names/password-before.ts';
import { findCardNumber } from './numbers/card-number.ts';
import { countries, findIban } from './numbers/iban.ts';
import { findBareKey, findEncodedKey, findPrivateKey } from './private-key.ts';
import type { Scanned } from './scanned.ts';
import { findAwsPair } from './tokens/aws-pair.ts';
import { findShape } from './tokens/prefixed-token.ts';
import { findEscapedWebhook } from './tokens/slack-webhook.ts';
import { builtInShapes, otherShapes } from './tokens/token-shapes.ts';

type Finder = (scanned: Scanned, at: number) => boolean;

/** What names of options begin with: `--password`, `--client-secret`, `--db-password`. */
const OPTIONS =
  'password pwd token secret api auth access client key db user admin private encryption credential root mysql redis smtp proxy github gitlab aws ssh jwt bearer pat x- spring jdbc rabbitmq postgres webhook service consumer new current old deploy storage npm sharedA license';

const findersOf = new Map<number, Set<Finder>>();

/** Where three characters are in the table: 5 bits of each, so that case is one, and one more to tell digits from letters. */
function keyOf(first: number, second: number, third: number): number {
  return ((first & 31) << 11) | ((second & 31) << 6) | (third & 31) | ((third & 64) >> 1);
}

function add(prefix: string, finder: Finder, third = prefix.charCodeAt(2)): void {
  const key = keyOf(prefix.charCodeAt(0), prefix.charCodeAt(1), third);
  findersOf.set(key, (findersOf.get(key) ?? new Set()).add(finder));
}

// Before the shape of its id alone.
for (const id of ['AKIA', 'ASIA']) add(id, findAwsPair);
for (const shape of [...builtInShapes, ...otherShapes]) {
  const finder: Finder = (scanned, at) => findShape(scanned, at, shape);
  if (shape.prefix.length > 2) add(shape.prefix, finder);
  else
    for (let code = 0; code < 128; code += 1)
      if ((alphabets[code]! & shape.of) !== 0) add(shape.prefix, finder, code);
}
add('bearer', findCredentials);
add('basic', findCredentials);
add('BEGIN', findPrivateKey);
add('LS0', findEncodedKey);
for (const der of ['MII', 'MHc', 'MIG', 'MC4']) add(der, findBareKey);
add('curl', findCurlUser);
add('hooks', findEscapedWebhook);
add('Disposition', findFormField);
for (const word of ['password', 'passphrase', 'pwd', 'identified']) add(word, findBehindPassword);
for (const word of ['token', 'api']) add(word, findBehindToken);
for (const [word, finder] of commandFinders) add(word, finder);
// The word before is the first of two dashes.
for (const word of OPTIONS.split(' ')) add(`-${word}`, findOption);
for (const country of countries)
  for (let digit = 0; digit < 10; digit += 1) add(`${country}${digit}`, findIban);

// No card begins with another digit, and most numbers do.
for (let number = 200; number < 900; number += 1) add(`${number}`, findCardNumber);

const groups: (readonly Finder[])[] = [[]];
/** Who looks at a word that begins with these three characters: the index of their group, or 0. */
const groupOf = new Uint8Array(0x10000);
const known = new Map<string, number>();
const numbers = new Map<Finder, number>();
for (const [key, finders] of findersOf) {
  for (const finder of finders) if (!numbers.has(finder)) numbers.set(finder, numbers.size);
  const name = [...finders].map((finder) => numbers.get(finder)).join();
  if (!known.has(name)) known.set(name, groups.push([...finders]) - 1);
  groupOf[key] = known.get(name)!;
}
if (groups.length > 256) throw new RangeError(`${groups.length} groups of beginnings do not fit into bytes`);

/** The table of groups: see {@link keyOf}. */
export { groupOf };

/** Looks at the word at `at`, whose group is not 0. */
export function findBeginning(scanned: Scanned, at: number, group: number): boolean {
  for (const finder of groups[group]!) if (finder(scanned, at)) return true;
  return false;
}
