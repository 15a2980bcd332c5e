/**
 * Headers that we have added to a request of `node:http`, where not everybody is to get them: hidden from whoever asks for all of
 * them, since clients follow a redirect with what they are told (superagent), and would send ours on to whom it leads.
 */
import type { ClientRequest, OutgoingHttpHeaders } from 'node:http';

/** By their names in lower case, which the application can take over. */
const added = new WeakMap<ClientRequest, Set<string>>();

/** Before headers are added; `undefined` where the head is composed, which `getHeaders()` knows nothing of. */
export function headersBefore(request: ClientRequest): OutgoingHttpHeaders | undefined {
  return request.headersSent ? undefined : request.getHeaders();
}

/** After that: hides what is new or another. */
export function hideAdded(request: ClientRequest, before: OutgoingHttpHeaders | undefined): void {
  if (before === undefined) return;
  const names = request.getHeaderNames().filter((name) => request.getHeader(name) !== before[name]);
  if (names.length > 0) hideHeaders(request, names);
}

/** Hides headers by their names, which are in lower case. */
export function hideHeaders(request: ClientRequest, names: readonly string[]): void {
  added.set(request, new Set(names));
}

/** Whoever asks for one header by its name still gets it: hooks do. What the application sets afterwards is its own. */
export function patchHeaderViews(prototype: ClientRequest): void {
  const { getHeaders, getHeaderNames, getRawHeaderNames, setHeader, appendHeader } = prototype;
  const patched: Views & ThisType<ClientRequest> = {
    getHeaders() {
      const headers = getHeaders.call(this);
      for (const name of added.get(this) ?? []) delete headers[name];
      return headers;
    },
    getHeaderNames() {
      return shown(this, getHeaderNames.call(this));
    },
    getRawHeaderNames() {
      return shown(this, getRawHeaderNames.call(this));
    },
    setHeader(name, value) {
      added.get(this)?.delete(String(name).toLowerCase());
      return setHeader.call(this, name, value) as ClientRequest;
    },
    appendHeader(name, value) {
      added.get(this)?.delete(String(name).toLowerCase());
      return appendHeader.call(this, name, value) as ClientRequest;
    },
  };
  Object.assign(prototype, patched);
}

type Views = Pick<
  ClientRequest,
  'getHeaders' | 'getHeaderNames' | 'getRawHeaderNames' | 'setHeader' | 'appendHeader'
>;

function shown(request: ClientRequest, names: string[]): string[] {
  const hidden = added.get(request);
  return hidden === undefined ? names : names.filter((name) => !hidden.has(name.toLowerCase()));
}
