/** The password of `curl -u user:password`: in shells' histories, scripts, and reports of commands that failed. */

import { find } from './finding.ts';
import type { Scanned } from './scanned.ts';

/** How far behind the command its option is looked for. */
const FARTHEST = 600;

/** Looks behind the word `curl` at `at`. What is found is the user and the password. */
export function findCurlUser({ text }: Scanned, at: number): boolean {
  if (!text.startsWith('curl ', at)) return false;
  const command = text.slice(at, at + FARTHEST);
  const option = OPTION.exec(command);
  if (option === null) return false;
  const from = option.index + option[0].length;
  PAIR.lastIndex = from;
  const pair = PAIR.exec(command)!;
  const [whole, quote, user, password = ''] = pair as unknown as [string, string, string, string | undefined];
  if (isNothing(user, password) || (quote !== '' && !whole.endsWith(quote))) return false;
  return find('authorization', at + from, at + from + whole.length);
}

const OPTION = /\s(?:-[a-zA-Z]*u|--user)(?:=|[ \t]+|(?=["']))/;
/** A quote or none, the user, a colon that may stand between two strings, the password. */
const PAIR =
  /(["']?)((?<=")[^":\n]*|(?<=')[^':\n]*|[^\s"':]*)(?:["']?:["']?((?<=").*?(?=")|(?<=').*?(?=')|(?<=["'][^"']{0,200})[^"'\n]*|[^\s"']*))?["']?/y;

/** Variables of a shell or template, and what documentation writes. */
function isNothing(user: string, password: string): boolean {
  if (/\$\{|\$\(|\{\{|^\$\w|[<>[\]]/.test(`${user} ${password}`) || /^\$[\w]/.test(password)) return true;
  if (password === '') return user.length < 8 || !/[^\w.@-]|\d.*[a-z]/i.test(user) || user.includes('@');
  return password.length < 3 || DOCUMENTED.test(password);
}

const DOCUMENTED = /^(?:pass|password|token|yyy+|xxx+|test|secret|\*+)$/i;
