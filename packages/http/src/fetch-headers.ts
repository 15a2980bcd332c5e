/** The headers of an undici request: a flat list of names and values, or one string in undici 5. */
import type {
  Context,
  SpanContext,
  TextMapGetter,
  TextMapPropagator,
  TextMapSetter,
} from '@opentelemetry/api';
import { injectKnown } from '@waymark/propagation';
import { belongsToCaller, type Keep, keepAll } from './client-headers.ts';

export interface RequestWithHeaders {
  headers: unknown;
  addHeader?(name: string, value: string): unknown;
}

/** The value of a header, `name` in lower case. The last one counts, and a list of values is joined. */
export function headerOf(request: RequestWithHeaders, name: string): string | undefined {
  if (typeof request.headers === 'string') return linePattern(name).exec(request.headers)?.[1]?.trim();
  const at = positionOf(request.headers, name);
  return at === -1 ? undefined : String((request.headers as unknown[])[at + 1]);
}

export function injectIntoFetch(
  propagator: TextMapPropagator,
  context: Context,
  request: RequestWithHeaders,
  keep: Keep,
  known?: SpanContext,
): void {
  if (known !== undefined) injectKnown(propagator, context, known, request, setter);
  else propagator.inject(context, request, keep === keepAll ? addingSetter : setter);
}

/** The request's own headers. */
const fetchGetter: TextMapGetter<RequestWithHeaders> = { keys: () => [], get: headerOf };

/** undici would send a header that is added twice two times. */
const fetchSetter = (keep: Keep): TextMapSetter<RequestWithHeaders> => ({
  set(request, name, value) {
    if (headerOf(request, name) === undefined) addHeader(request, name, value);
    else if (!keep(name)) replaceHeader(request, name, value);
  },
});
const setter = fetchSetter(belongsToCaller);
const addingSetter = fetchSetter(keepAll);
const replacingSetter = fetchSetter(() => false);

export const fetchHeaders = {
  getter: fetchGetter,
  inject: injectIntoFetch,
  get: headerOf,
  add: addingSetter.set,
  replace: replacingSetter.set,
};

function addHeader(request: RequestWithHeaders, name: string, value: string): void {
  if (typeof request.addHeader === 'function') request.addHeader(name, value);
  else if (typeof request.headers === 'string') request.headers += `${name}: ${value}\r\n`;
  else if (Array.isArray(request.headers)) request.headers.push(name, value);
}

function replaceHeader(request: RequestWithHeaders, name: string, value: string): void {
  if (typeof request.headers === 'string') {
    request.headers = request.headers.replace(linePattern(name), () => `${name}: ${value}\r\n`);
  } else {
    const list = request.headers as unknown[];
    list[positionOf(list, name) + 1] = value;
  }
}

function linePattern(name: string): RegExp {
  return new RegExp(`^${name}:([^\\r]*)\\r\\n`, 'im');
}

function positionOf(list: unknown, name: string): number {
  if (!Array.isArray(list)) return -1;
  for (let at = list.length - 2; at >= 0; at -= 2) {
    const candidate: unknown = list[at];
    if (typeof candidate === 'string' && candidate.length === name.length && candidate.toLowerCase() === name)
      return at;
  }
  return -1;
}
