/**
 * Hides the values of signed-URL parameters, as the semantic conventions for `url.query` and `url.full` ask: the key
 * stays, its value becomes `REDACTED`. Everything else of the query keeps its exact spelling.
 */

/** The default list of the semantic conventions; keys compare case-sensitively. */
const SENSITIVE_KEYS: ReadonlySet<string> = new Set([
  'AWSAccessKeyId',
  'Signature',
  'X-Amz-Credential',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Goog-Signature',
  'sig',
]);

/** A piece of every sensitive key, or a `%` behind which one may be encoded: without it there is nothing to do. */
const MAY_BE_SENSITIVE = /sig|Sig|AWSA|X-Amz|%/;

/** `query` without its `?`. */
export function redactQuery(query: string): string {
  return MAY_BE_SENSITIVE.test(query) ? query.split('&').map(redactKnown).join('&') : query;
}

/** A query without its `?`, with the values of these keys hidden as well. */
export function redactAlso(query: string, keys: ReadonlySet<string>): string {
  return query
    .split('&')
    .map((parameter) => redactParameter(parameter, keys))
    .join('&');
}

/** The same for a URL. */
export function redactAlsoInUrl(url: string, keys: ReadonlySet<string>): string {
  const question = url.indexOf('?');
  if (question === -1) return url;
  const hash = url.indexOf('#', question);
  const end = hash === -1 ? url.length : hash;
  return url.slice(0, question + 1) + redactAlso(url.slice(question + 1, end), keys) + url.slice(end);
}

function redactParameter(parameter: string, keys: ReadonlySet<string>): string {
  const equals = parameter.indexOf('=');
  if (equals === -1) return parameter;
  const key = parameter.slice(0, equals);
  return keys.has(decodeKey(key)) ? `${key}=REDACTED` : parameter;
}

function redactKnown(parameter: string): string {
  return redactParameter(parameter, SENSITIVE_KEYS);
}

function decodeKey(key: string): string {
  if (!key.includes('%')) return key;
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
