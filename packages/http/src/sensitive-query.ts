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
  return MAY_BE_SENSITIVE.test(query) ? query.split('&').map(redactParameter).join('&') : query;
}

function redactParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  if (equals === -1) return parameter;
  const key = parameter.slice(0, equals);
  return SENSITIVE_KEYS.has(decodeKey(key)) ? `${key}=REDACTED` : parameter;
}

function decodeKey(key: string): string {
  if (!key.includes('%')) return key;
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
