/**
 * What can begin with a word: a table of three characters says whether a word is worth a look, and by whom. So tokens
 * of a hundred vendors cost a clean text no more than those of one.
 */

import { findCredentials } from './authorization.ts';
import { alphabets } from './characters.ts';
import { findCurlUser } from './curl-user.ts';
import { findOption } from './names/named-value.ts';
import { countries, findIban } from './numbers/iban.ts';
import { findPrivateKey } from './private-key.ts';
import type { Scanned } from './scanned.ts';
import { findShape } from './tokens/prefixed-token.ts';
import { builtInShapes, otherShapes, type TokenShape } from './tokens/token-shapes.ts';

type Finder = (scanned: Scanned, at: number) => boolean;

/** Words that names of options begin with: `--password`, `--client-secret`, `--db-password`. */
const OPTIONS =
  'password pwd token secret api auth access client key db- db_ dbp dbs dbt user- user_ admin private encryption credential root- mysql redis smtp proxy github gitlab aws ssh jwt bearer pat x-a x-t';

/** The group of who looks, by three characters of 5 bits each: small and capital letters are one, and some others. */
export const groupOf = new Uint8Array(0x8000);
const groups: Finder[][] = [[]];

function add(first: number, second: number, third: number, finder: Finder): void {
  const key = keyOf(first, second, third);
  if (groupOf[key] === 0) groupOf[key] = groups.push([]) - 1;
  const group = groups[groupOf[key]!]!;
  if (!group.includes(finder)) group.push(finder);
}

function keyOf(first: number, second: number, third: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31);
}

function addPrefix(prefix: string, finder: Finder, following = 0): void {
  const [first, second, third] = [0, 1, 2].map((index) => prefix.charCodeAt(index)) as [
    number,
    number,
    number,
  ];
  if (prefix.length > 2) add(first, second, third, finder);
  else
    for (let code = 0; code < 128; code += 1)
      if ((alphabets[code]! & following) !== 0) add(first, second, code, finder);
}

const finderOf =
  (shape: TokenShape): Finder =>
  (scanned, at) =>
    findShape(scanned, at, shape);
for (const shape of [...builtInShapes, ...otherShapes]) addPrefix(shape.prefix, finderOf(shape), shape.of);
addPrefix('bearer', findCredentials);
addPrefix('basic', findCredentials);
addPrefix('BEGIN', findPrivateKey);
addPrefix('curl', findCurlUser);
for (const word of OPTIONS.split(' ')) addPrefix(word, findOption);
for (const country of countries) {
  for (let digit = 0; digit < 10; digit += 1) addPrefix(`${country}${digit}`, findIban);
}

/** Looks at the word at `at`, whose group is not 0. */
export function findBeginning(scanned: Scanned, at: number, group: number): boolean {
  for (const finder of groups[group]!) if (finder(scanned, at)) return true;
  return false;
}
