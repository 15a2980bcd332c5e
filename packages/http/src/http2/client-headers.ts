/** How the headers of an HTTP/2 request are read and written: they are the request's own copy, and not sent yet. */
import type {
  Context,
  SpanContext,
  TextMapGetter,
  TextMapPropagator,
  TextMapSetter,
} from '@opentelemetry/api';
import { injectKnown } from '@waymark/propagation';
import { belongsToCaller, type Keep, keepAll } from '../client-headers.ts';
import { type Headers, readHeader, writeHeader } from './header-list.ts';

const getter: TextMapGetter<Headers> = {
  keys: () => [],
  get(headers, name) {
    const value = readHeader(headers, name);
    return typeof value === 'number' ? String(value) : (value as string | string[] | undefined);
  },
};

const setterFor = (keep: Keep): TextMapSetter<Headers> => ({
  set(headers, name, value) {
    if (!keep(name) || readHeader(headers, name) === undefined) writeHeader(headers, name, value);
  },
});
const setter = setterFor(belongsToCaller);
const addingSetter = setterFor(keepAll);

function inject(
  propagator: TextMapPropagator,
  context: Context,
  headers: Headers,
  keep: Keep,
  known?: SpanContext,
): void {
  if (known !== undefined) injectKnown(propagator, context, known, headers, setter);
  else propagator.inject(context, headers, keep === keepAll ? addingSetter : setter);
}

export const streamHeaders = {
  getter,
  inject,
  get: getter.get,
  add: addingSetter.set,
  replace: setterFor(() => false).set,
};
