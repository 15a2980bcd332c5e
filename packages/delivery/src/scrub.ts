/** Makes texts that came from elsewhere fit for a line on stderr. */

import type { Destination } from './destination.ts';
import { unescaped } from './unescaped.ts';

const LONGEST = 200;

/** Shorter ones would blank out ordinary words. */
const SHORTEST_SECRET = 4;

/** Every text of the destination that must not be shown, longest first, so that none survives in part. */
export function secretsOf(destination: Destination): string[] {
  const secrets = new Set<string>();
  for (const value of Object.values(destination.headers ?? {})) {
    secrets.add(value);
    for (const part of value.split(/[\s=,;]+/)) secrets.add(part); // 'Bearer <token>', 'key=<secret>'
  }
  for (const value of Object.values(destination.credentials ?? {})) secrets.add(value);
  const url = new URL(destination.url);
  const { username, password } = url;
  const login = `${unescaped(username)}:${unescaped(password)}`;
  if (login !== ':') secrets.add(Buffer.from(login).toString('base64')); // as basic auth has it
  const query = url.search.slice(1).split('&');
  const values = query.map((pair) => pair.slice(pair.indexOf('=') + 1));
  for (const part of [username, password, url.search.slice(1), ...query, ...values]) {
    secrets.add(part);
    secrets.add(unescaped(part));
  }
  return [...secrets].filter((s) => s.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
}

/** At most 200 characters, with every secret replaced by `***`. */
export function scrub(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, '***');
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 3)}...` : clean;
}
