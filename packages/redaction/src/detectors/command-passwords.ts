/** Passwords among the arguments of commands that take them by a letter: in shells' histories, scripts, and reports of failures. */

import { find } from './finding.ts';
import { name } from './names/name-before.ts';
import { isPlaceholder } from './names/plausible.ts';
import { value } from './names/value-after.ts';
import type { Scanned } from './scanned.ts';

/** What may stand before the option, on the same line. */
const OTHERS = String.raw`[ \t](?:[^\n|;&]{0,200}?[ \t])?`;

/** Each up to the password, by the first word. */
const commands = [
  ['mysql', `mysql(?:dump|admin|import|show|slap|check)?${OTHERS}-p`],
  ['mariadb', `mariadb(?:-dump|-admin)?${OTHERS}-p`],
  ['redis', `redis-cli${OTHERS}(?:-a|--pass)[ =]`],
  ['sshpass', String.raw`sshpass[ \t]+-p[ \t]?`],
  ['docker', `docker[ \t]+login${OTHERS}-p[ =]`],
  ['podman', `podman[ \t]+login${OTHERS}-p[ =]`],
  ['htpasswd', String.raw`htpasswd[ \t]+-\w*b\w*[ \t]+\S{1,200}[ \t]+\S{1,80}[ \t]+`],
  ['ldap', `ldap(?:search|modify|add|delete|whoami|passwd)${OTHERS}-w[ \t]`],
] as const;

/** A text in quotes or none, that is no option. */
const ARGUMENT = /(["']?)(?!-)([^\s"';|&)]{3,256})\1(?=$|\s|[;|&)"'`\\])/y;

/** The first words of those commands, and who looks behind each. */
export const commandFinders = commands.map(
  ([word, before]) => [word, finderBehind(new RegExp(before, 'y'))] as const,
);

function finderBehind(before: RegExp): (scanned: Scanned, at: number) => boolean {
  return (scanned, at) => {
    before.lastIndex = at;
    if (!before.test(scanned.text)) return false;
    ARGUMENT.lastIndex = before.lastIndex;
    const [whole, quote, argument] = ARGUMENT.exec(scanned.text) ?? [];
    if (whole === undefined || quote === undefined || argument === undefined) return false;
    name.start = name.end = at;
    value.start = before.lastIndex + quote.length;
    value.end = value.start + argument.length;
    return !isPlaceholder(scanned) && find('named', value.start, value.end);
  };
}
