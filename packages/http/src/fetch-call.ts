/** What is known of a request of undici, until its end: where it goes, taken apart no more than is needed. */
import type { Attributes } from '@opentelemetry/api';
import { type AttributeSource, merged } from '@waymark/tracing';
import {
  HTTP_REQUEST_METHOD_ORIGINAL,
  URL_FULL,
  URL_PATH,
  URL_QUERY,
  USER_AGENT_ORIGINAL,
} from './attributes.ts';
import { defaultPort } from './authority.ts';
import { ClientCall } from './client-call.ts';
import { ClientTarget, ClientTargets } from './client-target.ts';
import { headerOf, type RequestWithHeaders } from './fetch-headers.ts';
import type { FetchHooks } from './fetch-hooks.ts';
import { splitTarget } from './request-target.ts';

/** The request of the `undici:*` channels. */
export interface FetchRequest extends RequestWithHeaders {
  origin: string | URL;
  path: string;
  method: string;
  /** The protocol to upgrade to, for WebSockets. */
  upgrade?: string | boolean | null;
}

const targets = new ClientTargets();

/** A slash, and behind it nothing that could begin the name of another host. */
export const OWN_PATH = /^\/(?![/\\])/;

export class FetchCall extends ClientCall implements AttributeSource {
  private readonly request: FetchRequest;
  private readonly hooks: FetchHooks | undefined;
  /** Where a request goes, when that is said by its path: through a proxy, for example. */
  private readonly elsewhere: URL | undefined;

  constructor(request: FetchRequest, knownMethod: string, hooks: FetchHooks | undefined) {
    super();
    this.request = request;
    this.hooks = hooks;
    this.elsewhere = OWN_PATH.test(request.path) ? undefined : new URL(request.path, request.origin);
    const target = targetOf(this.elsewhere ?? request.origin);
    this.scheme = target.scheme;
    this.goesTo(target, knownMethod);
  }

  /** Taken apart only now, for a span that is to be recorded. */
  ownAttributes(): Attributes {
    const { hooks, request } = this;
    const own = this.requestAttributes();
    if (hooks === undefined) return own;
    const all = merged(this.shared, this.alsoShared, own);
    this.shared = undefined;
    this.alsoShared = undefined;
    hooks.addAttributes(all, request);
    return all;
  }

  private requestAttributes(): Attributes {
    const { request, elsewhere, origin, method } = this;
    const target = elsewhere === undefined ? request.path : elsewhere.pathname + elsewhere.search;
    // Only the path of what is no plain target depends on the scheme, and on it alone.
    const { path = request.path, query } = splitTarget(target, 'http', undefined);
    return {
      [URL_FULL]: query === undefined ? origin + path : `${origin}${path}?${query}`,
      [URL_PATH]: path,
      [URL_QUERY]: query,
      [USER_AGENT_ORIGINAL]: headerOf(request, 'user-agent'),
      [HTTP_REQUEST_METHOD_ORIGINAL]: method === request.method ? undefined : request.method,
    };
  }
}

/** The server of an origin. */
export function targetOf(origin: string | URL): ClientTarget {
  const key = typeof origin === 'string' ? origin : originOf(origin);
  return (
    targets.find(key) ?? targets.keep(key, newTarget(typeof origin === 'string' ? new URL(origin) : origin))
  );
}

function newTarget(url: URL): ClientTarget {
  const scheme = url.protocol.slice(0, -1);
  const port = url.port === '' ? defaultPort(scheme) : Number(url.port);
  return new ClientTarget(originOf(url), url.hostname, port, scheme);
}

function originOf({ protocol, username, password, host }: URL): string {
  return `${protocol}//${username || password ? 'REDACTED:REDACTED@' : ''}${host}`;
}
