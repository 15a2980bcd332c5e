/**
 * What upstream's HTTP instrumentations say of a request before they inject into it, by hooks that they call in the same turn:
 * the propagator gets a plain object, which names no host.
 */

import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, RequestOptions } from 'node:http';
import { type Context, isSpanContextValid, type Span, trace } from '@opentelemetry/api';
import {
  belongsToCaller,
  type FetchRequest,
  fetchHeaders,
  fetchRecipient,
  hideHeaders,
  objectHeaders,
  patchHeaderViews,
  type Recipient,
  requestRecipient,
} from '@waymark/http';
import type { KnownRequest, Outbound } from '@waymark/propagation';

type Headers = Record<string, string>;

/** The last that was said; at most one of them, since the injection follows at once. */
let http: RequestOptions | undefined;
let fetched: { readonly span: Span; readonly request: FetchRequest } | undefined;

/** For `ignoreOutgoingRequestHook`, with the options that get their headers afterwards. */
export function noteRequest(options: RequestOptions): void {
  http = options;
}

/** For undici's `requestHook`, which is called last before the injection. */
export function noteFetch(span: Span, request: FetchRequest): void {
  fetched = { span, request };
}

/** Whether an injection is the one that was announced: by its carrier, or by its span. */
export function knownRequest(outbound: Outbound): KnownRequest {
  return (context, carrier) => {
    const [options, fetch] = [http, fetched];
    if (options !== undefined && options.headers === carrier) {
      http = undefined;
      return knownOptions(options, context, outbound);
    }
    if (fetch === undefined || trace.getSpan(context) !== fetch.span) return undefined;
    fetched = undefined;
    return knownFetch(fetch.request, context, outbound);
  };
}

function knownOptions(
  options: RequestOptions,
  context: Context,
  outbound: Outbound,
): ReturnType<KnownRequest> {
  const recipient = optionsRecipient(options, outbound);
  const before = { ...options.headers } as Partial<Headers>;
  return {
    isTold: recipient.isTold,
    told(carrier) {
      const headers = carrier as Headers;
      outbound.complete(headers, objectHeaders, recipient.method, recipient.target, isOurs(context));
      if (outbound.isLimited)
        written = Object.entries(headers).filter(([name, value]) => value !== before[name]);
    },
  };
}

/** What was written for the request that is about to be made. */
let written: [name: string, value: string][] = [];

let isHiding = false;

/** From now on hides what is ours from whoever asks for all headers, as our own engine does: see `added-headers.ts` of `@waymark/http`. */
export function hideWritten(prototype: ClientRequest): void {
  // For `node:https` again.
  if (isHiding) return;
  isHiding = true;
  patchHeaderViews(prototype);
  subscribe('http.client.request.created', (message) => {
    const { request } = message as { request: ClientRequest };
    if (written.length === 0 || !written.every(([name, value]) => request.getHeader(name) === value)) return;
    hideHeaders(
      request,
      written.map(([name]) => name.toLowerCase()),
    );
    written = [];
  });
}

/** As `node:http` will read them. */
function optionsRecipient(options: RequestOptions, outbound: Outbound): Recipient {
  const { hostname, host, method = 'GET', path = '/', socketPath, agent, defaultPort, protocol } = options;
  const implied = defaultPort ?? (protocol === 'https:' ? 443 : protocol === 'http:' ? 80 : undefined);
  const request = {
    method: String(method).toUpperCase(),
    path: String(path ?? '/'),
    host: hostname || host || 'localhost',
    socketPath,
    agent,
  };
  return requestRecipient(request, { port: options.port || implied }, outbound);
}

/**
 * Headers of undici are a list, to which upstream adds what is in the carrier, also what is there already. So they are written
 * here, as our own engine writes them, and the carrier is left empty.
 */
function knownFetch(request: FetchRequest, context: Context, outbound: Outbound): ReturnType<KnownRequest> {
  const { isTold, method, target } = fetchRecipient(request, outbound);
  return {
    isTold,
    told(carrier) {
      for (const [name, value] of Object.entries(carrier as Headers)) {
        if (belongsToCaller(name)) fetchHeaders.add(request, name, value);
        else fetchHeaders.replace(request, name, value);
        delete (carrier as Headers)[name];
      }
      outbound.complete(request, fetchHeaders, method, target, isOurs(context));
    },
  };
}

function isOurs(context: Context): boolean {
  const spanContext = trace.getSpanContext(context);
  return spanContext !== undefined && isSpanContextValid(spanContext);
}
