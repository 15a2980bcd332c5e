/** Where deliveries go, and what of that may be shown to people. */

import type { LookupAddress } from 'node:dns';
import { builtin } from './builtins.ts';
import type { Failure } from './failure.ts';
import type { TlsMaterial, TlsOptions, TlsTexts } from './tls-material.ts';
import { unescaped } from './unescaped.ts';

/** One endpoint that takes encoded telemetry: by HTTP POST, by a unary gRPC call, or as a transport of its own does it. */
export interface Destination {
  /**
   * Full URL, `http:` or `https:`, with its path (`/v1/traces`; for gRPC that of the method). User and password in it
   * become basic auth. Where the queue is given a transport, any that this one knows, as `tls://host:24224`.
   */
  url: string;
  /** With 'grpc' the queue is to be given `overGrpc` too, which is a file of its own. @default 'http' */
  protocol?: 'http' | 'grpc';
  /** Sent with each request. Content-Type, Content-Length and Content-Encoding are always ours. */
  headers?: Record<string, string>;
  /** Longest time for one request, from connecting to the last byte of the answer, in milliseconds. */
  timeoutMs: number;
  /** @default 'none' */
  compression?: 'gzip' | 'none';
  /** For `https:`, or whatever scheme of a transport's means TLS. */
  tls?: TlsOptions;
  /**
   * What is sent as a proof besides headers and URL, by the name that people know it by: `{ 'shared key': '...' }`. Never
   * shown.
   */
  credentials?: Record<string, string>;
  /** Whether credentials may go to another host without TLS. @default false, and the queue is not made */
  allowPlaintext?: boolean;
  /** Of the body over HTTP. Over gRPC it is a protobuf message. */
  contentType: string;
  userAgent: string;
}

/** What `http.request` needs to know, computed once. Holds secrets: never printed, never in argv or env. */
export interface RequestTarget {
  secure: boolean;
  request: { protocol: string; hostname: string; port?: number | string; path: string; auth?: string };
  headers: Record<string, string>;
  /** Absent where the connection is a plain one. */
  tls?: TlsTexts;
  /** Why nothing can be sent there: the files of TLS are not there. */
  trouble?: Pick<Failure, 'code' | 'why'>;
  /** Where the host was last, for when it cannot be looked up. */
  addresses?: LookupAddress[];
  /** The text of what posts there, where that is not plain HTTP (exit-child.ts). */
  script?: string;
}

/** What posts by another protocol: a module of ours that the other process loads. */
export interface ProgramTarget {
  /** Absolute path of a module that exports `transportElsewhere` (`TransportElsewhere`), as `require` takes it. */
  program: string;
  /** What that function is given. Goes there as JSON, on stdin. */
  data: unknown;
}

export type TargetElsewhere = RequestTarget | ProgramTarget;

/** Set by us from the body that is sent; a configured one would make the request wrong. */
const OURS = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'te',
  'grpc-encoding',
  'grpc-timeout',
]);

/** @throws Error, without the URL in it, when the URL is not a valid `http:` or `https:` one. */
export function requestTarget(destination: Destination): RequestTarget {
  const url = parseHttpUrl(destination.url);
  const auth = authOf(url);
  url.username = '';
  url.password = '';
  const { hostname, port, path } = builtin('node:url').urlToHttpOptions(url);
  return {
    secure: url.protocol === 'https:',
    request: {
      protocol: url.protocol,
      hostname: hostname ?? url.hostname,
      path: path ?? '/',
      ...(port ? { port } : {}),
      ...(auth ? { auth } : {}),
    },
    headers: headersOf(destination),
  };
}

/** Not by `urlToHttpOptions`, which throws at a percent sign that begins no escape. */
function authOf({ username, password }: URL): string | undefined {
  return username === '' && password === '' ? undefined : `${unescaped(username)}:${unescaped(password)}`;
}

/** For another process, as things are now. @param addresses where the host was last */
export function targetNow(
  target: RequestTarget,
  tls: TlsMaterial,
  addresses: LookupAddress[] | undefined,
): RequestTarget {
  const known = addresses === undefined ? {} : { addresses };
  if (!target.secure) return { ...target, ...known };
  try {
    return { ...target, ...known, tls: tls.current() };
  } catch (error) {
    const { code, why } = error as Failure;
    return { ...target, trouble: why === undefined ? { code } : { code, why } };
  }
}

/** Schemes that mean TLS. */
const SECURE = new Set(['https:', 'tls:', 'ssl:']);

/** Where to connect to. @throws Error, without the URL in it, when the URL is not valid */
export function endpointOf(
  { url: text }: Pick<Destination, 'url'>,
  defaultPort: number,
): { host: string; port: number; secure: boolean } {
  const url = parseUrl(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: url.port === '' ? defaultPort : Number(url.port), secure: SECURE.has(url.protocol) };
}

/** The URL without user, password, query and fragment (and without the method of gRPC): what a line on stderr may say. */
export function placeOf(destination: Destination): string {
  const url = parseUrl(destination.url);
  if (destination.protocol === 'grpc') return originOf(destination);
  return `${originOf(destination)}${url.pathname}`;
}

/** Scheme, host and port: deliveries with the same one fail together. */
export function originOf(destination: Destination): string {
  // Not `origin`, which is 'null' for schemes that browsers do not know.
  const { protocol, host } = parseUrl(destination.url);
  return `${protocol}//${host}`;
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  // Deliberately without the URL itself, and not URL's own error, which carries it: it may hold a password.
  if (url === null)
    throw new Error('The delivery URL is not valid; it looks like http://localhost:4318/v1/traces');
  return url;
}

function parseHttpUrl(text: string): URL {
  const url = parseUrl(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error(`The delivery URL has the scheme '${url.protocol}'; http: and https: are supported`);
  }
  return url;
}

function headersOf(destination: Destination): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': destination.userAgent };
  for (const [name, value] of Object.entries(destination.headers ?? {})) {
    if (!OURS.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
  }
  return { ...headers, 'content-type': destination.contentType };
}
