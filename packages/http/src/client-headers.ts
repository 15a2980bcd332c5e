/**
 * Writes the propagation headers into a request of `node:http`.
 *
 * The trace headers are ours: a proxy that copies the headers of its own request would otherwise cut itself out of the
 * trace. A request id that the caller set is the caller's, and stays. Where no span of ours comes in between, all that
 * the caller set stays.
 */
import type { ClientRequest } from 'node:http';
import type {
  Context,
  SpanContext,
  TextMapGetter,
  TextMapPropagator,
  TextMapSetter,
} from '@opentelemetry/api';
import { injectKnown } from '@waymark/propagation';

/** True for a header that says who is asking rather than where in a trace: the caller's own value stays. */
export function belongsToCaller(header: string): boolean {
  return header === 'x-request-id' || header === 'x-service-name';
}

/** Which headers stay as the caller set them, by their names in lower case. */
export type Keep = (header: string) => boolean;

/** For a request that carries on a trace to which it adds no span. */
export const keepAll: Keep = () => true;

const keepNone: Keep = () => false;

/** The request's own headers, also those of a head that is composed already. */
const requestGetter: TextMapGetter<ClientRequest> = {
  keys: (request) => request.getHeaderNames(),
  get(request, header) {
    if (request.headersSent) return composedValues(request, header);
    const value = request.getHeader(header);
    return typeof value === 'number' ? String(value) : value;
  },
};

function composedValues(
  { _header: head }: ClientRequest & ComposedRequest,
  header: string,
): string[] | undefined {
  if (typeof head !== 'string') return undefined;
  const values = [...head.matchAll(new RegExp(`\\r\\n${header}:([^\\r]*)`, 'gi'))].map((line) =>
    line[1]!.trim(),
  );
  return values.length === 0 ? undefined : values;
}

const requestSetter = (keep: Keep): TextMapSetter<ClientRequest> => ({
  set(request, header, value) {
    if (keep(header) && request.hasHeader(header)) return;
    request.setHeader(header, value);
  },
});
const setter = requestSetter(belongsToCaller);
const addingSetter = requestSetter(keepAll);

const listSetter: TextMapSetter<[string, string][]> = {
  set(list, header, value) {
    list.push([header, value]);
  },
};

function injectIntoRequest(
  propagator: TextMapPropagator,
  context: Context,
  request: ClientRequest,
  keep: Keep,
  known?: SpanContext,
): void {
  if (!request.headersSent) {
    if (known !== undefined) injectKnown(propagator, context, known, request, setter);
    else propagator.inject(context, request, keep === keepAll ? addingSetter : setter);
    return;
  }
  const added: [string, string][] = [];
  propagator.inject(context, added, listSetter);
  if (added.length > 0) replaceHead(request, added, keep);
}

function write(request: ClientRequest, name: string, value: string, keep: Keep): void {
  if (request.headersSent) replaceHead(request, [[name, value]], keep);
  else if (!keep(name) || !request.hasHeader(name)) request.setHeader(name, value);
}

export const requestHeaders = {
  getter: requestGetter,
  inject: injectIntoRequest,
  get: requestGetter.get,
  add: (request: ClientRequest, name: string, value: string) => write(request, name, value, keepAll),
  replace: (request: ClientRequest, name: string, value: string) => write(request, name, value, keepNone),
};

/** Fields of Node's own that hold a head which is composed but not yet written to a socket. */
interface ComposedRequest {
  _header?: unknown;
  _headerSent?: unknown;
  outputData?: { data: unknown }[];
  outputSize?: number;
}

/**
 * Requests with `headers` as an array or with `Expect` have their head composed by the time that anybody hears of them.
 * It waits in `_header`, or as the first of `outputData`, for a socket, which never comes in the same tick. Where these
 * fields look otherwise the request goes out as it is.
 */
function replaceHead(request: ClientRequest & ComposedRequest, added: [string, string][], keep: Keep): void {
  const head = request._header;
  if (typeof head !== 'string' || !head.endsWith('\r\n\r\n')) return;
  const completed = headWith(head, added, keep);
  if (request._headerSent === true) {
    const first = request.outputData?.[0];
    if (first?.data !== head) return;
    first.data = completed;
    if (typeof request.outputSize === 'number') request.outputSize += completed.length - head.length;
  }
  request._header = completed;
}

function headWith(head: string, added: [string, string][], keep: Keep): string {
  let lines = head.slice(0, -'\r\n'.length);
  for (const [header, value] of added) {
    const line = new RegExp(`\\r\\n${header}:[^\\r]*`, 'i');
    if (keep(header) && line.test(lines)) continue;
    lines = `${lines.replace(line, '')}${header}: ${value}\r\n`;
  }
  return `${lines}\r\n`;
}
