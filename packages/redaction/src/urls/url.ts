/**
 * URLs without credentials: what stands before the host, and the values of sensitive parameters. The parameter's name stays,
 * and everything else keeps its exact spelling (semantic conventions, `url.full` and `url.query`). Linear in the length.
 */

import type { Replace } from '../detectors/finding.ts';
import { isMasked, REDACTED } from '../values/masking.ts';
import { decodedUntil } from './decoded.ts';
import type { IsSensitive } from './sensitive-parameters.ts';
import type { Suspicion } from './suspicion.ts';

const URL_RULE = 'url';

/** URLs that are parameters of URLs of URLs ...: somebody plays. */
const MAX_NESTING = 3;

export interface UrlRules {
  readonly isSensitive: IsSensitive;
  readonly suspicion: Suspicion;
  readonly replace: Replace;
  /** Whether sensitive parameters go with their names. */
  readonly removes: boolean;
}

/** A whole URL, absolute or from its path on. */
export function redactUrl(url: string, rules: UrlRules): string {
  const question = url.indexOf('?');
  const hash = url.indexOf('#');
  if (question === -1 && hash === -1) return redactBeforeQuery(url, rules);
  const fragmentAt = hash === -1 ? url.length : hash;
  const queryAt = question === -1 || question > fragmentAt ? fragmentAt : question;
  let redacted = redactBeforeQuery(url.slice(0, queryAt), rules);
  if (queryAt < fragmentAt) redacted += `?${redactQuery(url.slice(queryAt + 1, fragmentAt), rules)}`;
  if (fragmentAt < url.length) redacted += `#${redactFragment(url.slice(fragmentAt + 1), rules)}`;
  return redacted === url ? url : redacted;
}

/** A query without its `?`. */
export function redactQuery(query: string, rules: UrlRules, nesting = 0): string {
  if (!rules.suspicion.of(query)) return query;
  const kept: string[] = [];
  let isChanged = false;
  for (const parameter of query.split('&')) {
    const redacted = redactParameter(parameter, rules, nesting);
    if (redacted !== parameter) isChanged = true;
    if (redacted !== undefined) kept.push(redacted);
  }
  return isChanged ? kept.join('&') : query;
}

/** Implicit logins put their tokens behind `#`; pages with a router of their own a path and a query. */
function redactFragment(fragment: string, rules: UrlRules): string {
  const question = fragment.indexOf('?');
  if (question === -1) return redactQuery(fragment, rules);
  return fragment.slice(0, question + 1) + redactQuery(fragment.slice(question + 1), rules);
}

/** Undefined where nothing is to be left of it. */
function redactParameter(parameter: string, rules: UrlRules, nesting: number): string | undefined {
  const equals = parameter.indexOf('=');
  if (equals === -1) return parameter;
  const name = parameter.slice(0, equals);
  const value = parameter.slice(equals + 1);
  if (value === '') return parameter;
  if (!rules.isSensitive(name)) return redactNested(parameter, name, value, rules, nesting);
  const mask = rules.replace(URL_RULE, value);
  return rules.removes ? undefined : `${name}=${mask}`;
}

/** A URL that is the value of a parameter, as `redirect_uri` has it. */
function redactNested(parameter: string, name: string, value: string, rules: UrlRules, nesting: number) {
  if (nesting === MAX_NESTING || !PERHAPS_URL.test(value)) return parameter;
  const inner = decodedUntil(value, (text) => /[=@]/.test(text));
  const question = inner.indexOf('?');
  const before = redactBeforeQuery(question === -1 ? inner : inner.slice(0, question), rules);
  const query = question === -1 ? '' : `?${redactQuery(inner.slice(question + 1), rules, nesting + 1)}`;
  const redacted = before + query;
  return redacted === inner ? parameter : `${name}=${encodeURIComponent(redacted.toWellFormed())}`;
}

/** What has a query, or a user, escaped or not. */
const PERHAPS_URL = /%(?:25){0,3}(?:3d|40)|[=@]/i;

function redactBeforeQuery(url: string, rules: UrlRules): string {
  const redacted = redactUserinfo(url, rules);
  return redacted.includes(';') ? redactPathParameters(redacted, rules) : redacted;
}

/** `https://user:password@host`: both are hidden, whatever they look like. Also where the scheme is the page's, `//user@host`. */
function redactUserinfo(url: string, { replace, removes }: UrlRules): string {
  const colon = url.indexOf('://');
  if (colon === -1 && !url.startsWith('//')) return url;
  const start = colon === -1 ? '//'.length : colon + '://'.length;
  const at = endOfUserinfo(url, start);
  if (at === -1) return url;
  const userinfo = url.slice(start, at);
  const masked = maskedUserinfo(userinfo, url.slice(0, Math.max(colon, 0)), replace);
  return url.slice(0, start) + (removes && masked === '' ? url.slice(at + 1) : masked + url.slice(at));
}

/** Where `@` ends the userinfo, or -1. A password may hold what should have been escaped, `/` or `@`. */
function endOfUserinfo(url: string, start: number): number {
  const slash = url.indexOf('/', start);
  const authorityEnd = slash === -1 ? url.length : slash;
  const at = url.lastIndexOf('@', authorityEnd - 1);
  if (at >= start) return at;
  const colon = url.indexOf(':', start);
  if (colon === -1 || colon > authorityEnd) return -1;
  // Behind the colon of a host there are the digits of its port, and nothing else.
  return /^\d*$/.test(url.slice(colon + 1, authorityEnd)) ? -1 : url.indexOf('@', authorityEnd);
}

/** A user alone is a secret where tokens are users: over HTTP. Elsewhere it is a name, as in `ssh://git@host`. */
function maskedUserinfo(userinfo: string, scheme: string, replace: Replace): string {
  if (userinfo === '' || isMasked(userinfo)) return userinfo;
  const colon = userinfo.indexOf(':');
  if (colon === -1) return /^https?$/i.test(scheme) ? replace(URL_RULE, userinfo) : userinfo;
  const masked = replace(URL_RULE, userinfo);
  return masked === REDACTED ? `${REDACTED}:${REDACTED}` : masked;
}

/** `/cart;jsessionid=1A2B/items`. */
function redactPathParameters(url: string, { isSensitive, replace, removes }: UrlRules): string {
  return url.replace(/;([^;/=]{1,64})=([^;/]+)/g, (written, name: string, value: string) => {
    if (!isSensitive(name)) return written;
    const mask = replace(URL_RULE, value);
    return removes ? '' : `;${name}=${mask}`;
  });
}
