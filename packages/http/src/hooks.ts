/**
 * The hooks of upstream's HTTP instrumentation, and its options that put headers on spans, for those who set some of them. One
 * object asked at a few places of a request: where nothing is set there is none, and nothing is asked.
 */
import type {
  ClientRequest,
  IncomingMessage,
  OutgoingHttpHeaders,
  RequestOptions,
  ServerResponse,
} from 'node:http';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import { URL_FULL, URL_QUERY, USER_AGENT_ORIGINAL, USER_AGENT_SYNTHETIC_TYPE } from './attributes.ts';
import { addAttributes, callHook, hasParent } from './hook-call.ts';
import { once } from './once.ts';
import { redactAlso, redactAlsoInUrl } from './sensitive-query.ts';
import { syntheticType } from './synthetic-agent.ts';

/**
 * An outgoing request as `http.RequestOptions`, which upstream's hooks get: all that the application gave, fields of its own
 * included, and the rest as Node has made it out. Through an agent of a foreign kind only the named fields are there.
 */
export interface OutgoingRequest
  extends Omit<RequestOptions, 'headers' | 'hostname' | 'method' | 'path' | 'protocol'> {
  protocol: string;
  hostname: string;
  method: string;
  path: string;
  headers: OutgoingHttpHeaders;
}

/** What the hooks are told of when a request is made. */
export interface Outgoing {
  readonly request: ClientRequest;
  /** The options that it was made from, as far as they are known. */
  readonly connection: object | undefined;
  readonly port: number | undefined;
}

interface HeaderNames {
  requestHeaders?: readonly string[];
  responseHeaders?: readonly string[];
}

/** Upstream's options of these names, with upstream's meaning. */
export interface HookOptions {
  requestHook?(span: Span, request: ClientRequest | IncomingMessage): void;
  responseHook?(span: Span, response: IncomingMessage | ServerResponse): void;
  applyCustomAttributesOnSpan?(
    span: Span,
    request: ClientRequest | IncomingMessage,
    response: IncomingMessage | ServerResponse,
  ): void;
  startIncomingSpanHook?(request: IncomingMessage): Attributes;
  startOutgoingSpanHook?(request: OutgoingRequest): Attributes;
  ignoreOutgoingRequestHook?(request: OutgoingRequest): boolean;
  disableIncomingRequestInstrumentation?: boolean;
  disableOutgoingRequestInstrumentation?: boolean;
  requireParentforIncomingSpans?: boolean;
  requireParentforOutgoingSpans?: boolean;
  enableSyntheticSourceDetection?: boolean;
  /** Beside those that are hidden anyway; upstream's stand in their place. */
  redactedQueryParams?: readonly string[];
  redactedQueryParamsServer?: readonly string[];
  headersToSpanAttributes?: { server?: HeaderNames; client?: HeaderNames };
}

/** The names of {@link HookOptions}. */
export const HOOKS: readonly string[] = [
  'requestHook',
  'responseHook',
  'applyCustomAttributesOnSpan',
  'startIncomingSpanHook',
  'startOutgoingSpanHook',
  'ignoreOutgoingRequestHook',
  'disableIncomingRequestInstrumentation',
  'disableOutgoingRequestInstrumentation',
  'requireParentforIncomingSpans',
  'requireParentforOutgoingSpans',
  'enableSyntheticSourceDetection',
  'redactedQueryParams',
  'redactedQueryParamsServer',
  'headersToSpanAttributes',
];

/** `undefined` when none of them is set. A hook that throws is told of to `warn`, once, and the request goes on. */
export function httpHooks(options: HookOptions, warn: (line: string) => void): HttpHooks | undefined {
  const isSet = HOOKS.some((name) => options[name as keyof HookOptions] !== undefined);
  return isSet ? new HttpHooks(options, once(warn)) : undefined;
}

type Take = (attributes: Attributes, header: (name: string) => unknown) => void;

export class HttpHooks {
  readonly #options: HookOptions;
  readonly #warn: (line: string) => void;
  readonly #server: { request: Take; response: Take };
  readonly #client: { request: Take; response: Take };

  constructor(options: HookOptions, warn: (line: string) => void) {
    this.#options = options;
    this.#warn = warn;
    const { server, client } = options.headersToSpanAttributes ?? {};
    this.#server = takesOf(server);
    this.#client = takesOf(client);
  }

  /** Adds what the span is to start with, so that samplers see it. */
  addServerAttributes(attributes: Attributes, request: IncomingMessage): void {
    this.#hide(attributes, URL_QUERY, redactAlso, this.#options.redactedQueryParamsServer);
    this.#addSyntheticType(attributes);
    addAttributes(attributes, this.#safe('startIncomingSpanHook', request));
    this.#server.request(attributes, (name) => request.headers[name]);
  }

  /** Whether requests that come in are as without us. */
  get disablesIncoming(): boolean {
    return this.#options.disableIncomingRequestInstrumentation === true;
  }

  get disablesOutgoing(): boolean {
    return this.#options.disableOutgoingRequestInstrumentation === true;
  }

  /** Whether a request that brings no trace is to have no span. */
  requiresParent(): boolean {
    return this.#options.requireParentforIncomingSpans === true;
  }

  /** Before the handler, as upstream has it: the response knows nothing yet. */
  serverStarted(span: Span, request: IncomingMessage, response: ServerResponse): void {
    this.#safe('requestHook', span, request);
    this.#safe('responseHook', span, response);
  }

  serverEnds(span: Span, response: ServerResponse): void {
    const attributes: Attributes = {};
    this.#server.response(attributes, (name) => response.getHeader(name));
    span.setAttributes(attributes);
    this.#safe('applyCustomAttributesOnSpan', span, response.req, response);
  }

  /** The same of HTTP/2, whose messages may know neither each other nor the headers that left. */
  serverStreamEnds(
    span: Span,
    request: IncomingMessage,
    response: ServerResponse,
    header: (name: string) => unknown,
  ): void {
    const attributes: Attributes = {};
    this.#server.response(attributes, header);
    span.setAttributes(attributes);
    this.#safe('applyCustomAttributesOnSpan', span, request, response);
  }

  /** Whether an outgoing request is to have no span, and none of our headers. */
  leavesOut(outgoing: Outgoing, active: Context): boolean {
    const { requireParentforOutgoingSpans, ignoreOutgoingRequestHook } = this.#options;
    if (requireParentforOutgoingSpans && !hasParent(active)) return true;
    if (ignoreOutgoingRequestHook === undefined) return false;
    return this.#safe('ignoreOutgoingRequestHook', describe(outgoing)) === true;
  }

  addClientAttributes(attributes: Attributes, outgoing: Outgoing): void {
    this.#hide(attributes, URL_FULL, redactAlsoInUrl, this.#options.redactedQueryParams);
    this.#addSyntheticType(attributes);
    if (this.#options.startOutgoingSpanHook === undefined) return;
    addAttributes(attributes, this.#safe('startOutgoingSpanHook', describe(outgoing)));
  }

  clientStarted(span: Span, request: ClientRequest): void {
    this.#safe('requestHook', span, request);
  }

  clientResponded(span: Span, response: IncomingMessage & { req?: ClientRequest }): void {
    this.#safe('responseHook', span, response);
    const attributes: Attributes = {};
    this.#client.request(attributes, (name) => response.req?.getHeader(name));
    this.#client.response(attributes, (name) => response.headers[name]);
    span.setAttributes(attributes);
  }

  clientEnds(span: Span, response: IncomingMessage & { req?: ClientRequest }): void {
    if (response.req !== undefined) this.#safe('applyCustomAttributesOnSpan', span, response.req, response);
  }

  #hide(attributes: Attributes, name: string, hide: typeof redactAlso, keys: readonly string[] = []): void {
    const value = attributes[name];
    if (keys.length > 0 && typeof value === 'string') attributes[name] = hide(value, new Set(keys));
  }

  #addSyntheticType(attributes: Attributes): void {
    const agent = attributes[USER_AGENT_ORIGINAL];
    if (this.#options.enableSyntheticSourceDetection !== true || typeof agent !== 'string') return;
    const type = syntheticType(agent);
    if (type !== undefined) attributes[USER_AGENT_SYNTHETIC_TYPE] = type;
  }

  #safe<K extends keyof HookOptions>(name: K, ...args: unknown[]): unknown {
    return callHook(this.#options, name, args, this.#warn);
  }
}

function takesOf({ requestHeaders = [], responseHeaders = [] }: HeaderNames = {}): {
  request: Take;
  response: Take;
} {
  return { request: takeOf('request', requestHeaders), response: takeOf('response', responseHeaders) };
}

/** Always an array, as the conventions say. */
function takeOf(of: 'request' | 'response', names: readonly string[]): Take {
  const keys = names.map((name) => [name.toLowerCase(), `http.${of}.header.${name.toLowerCase()}`] as const);
  return (attributes, header) => {
    for (const [name, key] of keys) {
      const value = header(name);
      if (value !== undefined) attributes[key] = [value].flat() as string[];
    }
  };
}

function describe({ request, connection, port }: Outgoing): OutgoingRequest {
  const { protocol, host, method, path } = request;
  const given = (connection as RequestOptions | undefined)?.headers;
  const headers = given !== undefined && !Array.isArray(given) ? { ...given } : request.getHeaders();
  return { ...connection, protocol, hostname: host, port, method, path, headers } as OutgoingRequest;
}
