/**
 * Headers that we have added to a request of `node:http`, where not everybody is to get them: hidden from `getHeaders()`, since
 * clients follow a redirect with what that gives (superagent), and would send ours on to whom it leads.
 */
import type { ClientRequest, OutgoingHttpHeaders } from 'node:http';

const added = new WeakMap<ClientRequest, readonly string[]>();

/** Before headers are added; `undefined` where the head is composed, which `getHeaders()` knows nothing of. */
export function headersBefore(request: ClientRequest): OutgoingHttpHeaders | undefined {
  return request.headersSent ? undefined : request.getHeaders();
}

/** After that: hides what is new or another. */
export function hideAdded(request: ClientRequest, before: OutgoingHttpHeaders | undefined): void {
  if (before === undefined) return;
  const names = request.getHeaderNames().filter((name) => request.getHeader(name) !== before[name]);
  if (names.length > 0) added.set(request, names);
}

/** Hides headers by their names, which are in lower case. */
export function hideHeaders(request: ClientRequest, names: readonly string[]): void {
  added.set(request, names);
}

/** Whoever asks for one header by its name still gets it: hooks do. */
export function patchGetHeaders(prototype: ClientRequest): void {
  const { getHeaders } = prototype;
  const patched: Pick<ClientRequest, 'getHeaders'> & ThisType<ClientRequest> = {
    getHeaders() {
      const headers = getHeaders.call(this);
      for (const name of added.get(this) ?? []) delete headers[name];
      return headers;
    },
  };
  Object.assign(prototype, patched);
}
