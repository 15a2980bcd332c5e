/** The hooks of upstream's undici instrumentation, for those who set some of them. As hooks.ts, of which each is told. */
import type { Attributes, Context, Span } from '@opentelemetry/api';
import { headerOf, type RequestWithHeaders } from './fetch-headers.ts';
import { addAttributes, callHook, hasParent } from './hook-call.ts';
import { once } from './once.ts';

/** The request of undici's channels. */
type Request = RequestWithHeaders & object;

/** Names and values in turn, as bytes. */
interface Response {
  headers?: readonly (Buffer | string)[];
}

/** Upstream's options of these names, with upstream's meaning. */
export interface FetchHookOptions {
  ignoreRequestHook?(request: object): boolean;
  startSpanHook?(request: object): Attributes;
  requestHook?(span: Span, request: object): void;
  responseHook?(span: Span, message: { request: object; response: object }): void;
  requireParentforSpans?: boolean;
  headersToSpanAttributes?: { requestHeaders?: readonly string[]; responseHeaders?: readonly string[] };
}

/** The names of {@link FetchHookOptions}. */
export const FETCH_HOOKS: readonly string[] = [
  'ignoreRequestHook',
  'startSpanHook',
  'requestHook',
  'responseHook',
  'requireParentforSpans',
  'headersToSpanAttributes',
];

/** `undefined` when none of them is set. A hook that throws is told of to `warn`, once, and the request goes on. */
export function fetchHooks(options: FetchHookOptions, warn: (line: string) => void): FetchHooks | undefined {
  const isSet = FETCH_HOOKS.some((name) => options[name as keyof FetchHookOptions] !== undefined);
  return isSet ? new FetchHooks(options, once(warn)) : undefined;
}

export class FetchHooks {
  readonly #options: FetchHookOptions;
  readonly #warn: (line: string) => void;
  readonly #requestHeaders: readonly string[];
  readonly #responseHeaders: readonly string[];

  constructor(options: FetchHookOptions, warn: (line: string) => void) {
    this.#options = options;
    this.#warn = warn;
    const { requestHeaders = [], responseHeaders = [] } = options.headersToSpanAttributes ?? {};
    this.#requestHeaders = requestHeaders.map((name) => name.toLowerCase());
    this.#responseHeaders = responseHeaders.map((name) => name.toLowerCase());
  }

  /** Whether a request is to have no span, and none of our headers. */
  leavesOut(request: Request, active: Context): boolean {
    if (this.#options.requireParentforSpans && !hasParent(active)) return true;
    return this.#safe('ignoreRequestHook', request) === true;
  }

  addAttributes(attributes: Attributes, request: Request): void {
    addAttributes(attributes, this.#safe('startSpanHook', request));
    for (const name of this.#requestHeaders) {
      const value = headerOf(request, name);
      if (value !== undefined) attributes[`http.request.header.${name}`] = [value];
    }
  }

  started(span: Span, request: Request): void {
    this.#safe('requestHook', span, request);
  }

  responded(span: Span, request: Request, response: Response): void {
    this.#safe('responseHook', span, { request, response });
    for (const name of this.#responseHeaders) {
      const values = valuesOf(response, name);
      if (values.length > 0) span.setAttribute(`http.response.header.${name}`, values);
    }
  }

  #safe(name: keyof FetchHookOptions, ...args: unknown[]): unknown {
    return callHook(this.#options, name, args, this.#warn);
  }
}

function valuesOf({ headers = [] }: Response, name: string): string[] {
  return headers.flatMap((value, at) =>
    at % 2 === 1 && String(headers[at - 1]).toLowerCase() === name ? [String(value)] : [],
  );
}
