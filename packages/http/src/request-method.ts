/** `http.request.method`: the methods that the semantic conventions know, anything else is `_OTHER`. */
const KNOWN_METHODS: ReadonlySet<string> = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
]);

export const OTHER_METHOD = '_OTHER';

/** The method in the form of `http.request.method`; compare with the original to know whether that is needed too. */
export function knownMethod(method: string): string {
  if (method === 'GET' || KNOWN_METHODS.has(method)) return method;
  const upper = method.toUpperCase();
  return KNOWN_METHODS.has(upper) ? upper : OTHER_METHOD;
}
