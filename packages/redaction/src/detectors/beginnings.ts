/**
 * What can begin with a word: a table of three characters says whether a word is worth a look, and by whom. So tokens
 * of a hundred vendors cost a clean text no more than those of one. RATIONALE.md, "Why is the table of beginnings made of numbers?"
 */

import { findCredentials } from './authorization.ts';
import { alphabets, char } from './characters.ts';
import { commandFinders } from './command-passwords.ts';
import { findCurlUser } from './curl-user.ts';
import { findFormField } from './form-field.ts';
import { Groups } from './groups.ts';
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

/** What names of options begin with: `--password`, `--client-secret`, `--db-password`. The word before is the first dash. */
const OPTIONS =
  '-password -pwd -token -secret -api -auth -access -client -key -db -user -admin -private -encryption -credential -root -mysql -redis -smtp -proxy -github -gitlab -aws -ssh -jwt -bearer -pat -x- -spring -jdbc -rabbitmq -postgres -webhook -service -consumer -new -current -old -deploy -storage -npm -sharedA -license';

/** Who looks at words that begin like these, and before any shape does. */
const byWords: readonly (readonly [words: string, finder: Finder])[] = [
  ['AKIA ASIA', findAwsPair],
  ['bearer basic', findCredentials],
  ['BEGIN', findPrivateKey],
  ['LS0', findEncodedKey],
  ['MII MHc MIG MC4', findBareKey],
  ['curl', findCurlUser],
  ['hooks', findEscapedWebhook],
  ['Disposition', findFormField],
  ['password passphrase pwd identified', findBehindPassword],
  ['token api', findBehindToken],
  ...commandFinders,
  [OPTIONS, findOption],
];
/** By their numbers; those behind have words of their own, and behind these the shapes have theirs. */
const finders: readonly Finder[] = [...byWords.map(([, finder]) => finder), findIban, findCardNumber];
const OTHERS = finders.length;
const shapes = [...builtInShapes, ...otherShapes];
const { of: groupOf, members } = allGroups();

/** Who looks at a word that begins with three characters: the number of their group, or 0. */
export { groupOf };

/** Looks at the word at `at`, whose group is not 0. */
export function findBeginning(scanned: Scanned, at: number, group: number): boolean {
  const numbers = members[group]!;
  for (let index = 0; index < numbers.length; index += 1)
    if (looks(scanned, at, numbers[index]!)) return true;
  return false;
}

function looks(scanned: Scanned, at: number, number: number): boolean {
  return number < OTHERS ? finders[number]!(scanned, at) : findShape(scanned, at, shapes[number - OTHERS]!);
}

function allGroups(): Groups {
  const groups = new Groups();
  byWords.forEach(([words], number) => {
    for (const word of words.split(' ')) groups.add(word, number);
  });
  const iban = byWords.length;
  for (const country of countries)
    for (let digit = 0; digit < 10; digit += 1) groups.add(country, iban, char.zero + digit);
  // No card begins with another digit, and most numbers do.
  for (let number = 200; number < 900; number += 1) groups.add(`${number}`, iban + 1);
  shapes.forEach(({ prefix, of }, index) => {
    addShape(groups, prefix, of, OTHERS + index);
  });
  return groups;
}

function addShape(groups: Groups, prefix: string, of: number, number: number): void {
  if (prefix.length > 2) groups.add(prefix, number);
  else
    for (let code = 0; code < 128; code += 1)
      if ((alphabets[code]! & of) !== 0) groups.add(prefix, number, code);
}
