/** Whose trace goes on here: the decision about one incoming request. */
import { isTrue } from './said-at-once.ts';
import { asSigned, SIGNATURE_HEADER, verify } from './signature.ts';
import { isTrustItem } from './trust-item.ts';
import { trustItems } from './trust-items.ts';

/** An incoming request, as far as trust goes by it. */
export interface InboundRequest {
  /** Of the socket, never of a forwarded header; `undefined` of a socket that has none, as those of the file system. */
  readonly peerAddress: string | undefined;
  readonly method: string;
  /** The target without its query, as it was sent: neither decoded nor resolved. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Decides whose trace, baggage and request id go on here. Does not throw. */
export interface InboundTrust {
  trusts(request: InboundRequest): boolean;
}

export interface InboundTrustOptions {
  /** Whom to trust without a signature: nobody, the items of a list, or whom a function says. */
  readonly callers: 'never' | readonly string[] | ((request: InboundRequest) => boolean);
  /** A valid signature by one of these makes a request trusted, whoever sent it. @default none */
  readonly keys?: readonly string[];
  /** Takes what a function of `callers` threw, or that it gave a promise, the first time. The request is not trusted. */
  readonly onError?: (error: unknown) => void;
}

type Judge = (request: InboundRequest) => boolean;

/** Decides by addresses, paths, a function and signatures, the cheapest first; remembers it of each request's headers. */
export class InboundPolicy implements InboundTrust {
  readonly #byCaller: Judge;
  readonly #keys: readonly string[];
  readonly #trustsMessages: boolean;
  /** By the object of a request's headers, which an application may extract from once more. */
  readonly #verdicts = new WeakMap<object, boolean>();

  constructor({ callers, keys = [], onError }: InboundTrustOptions) {
    this.#byCaller = typeof callers === 'function' ? guarded(callers, onError) : byItems(callers);
    this.#keys = keys;
    this.#trustsMessages = !isNobody(callers);
  }

  trusts(request: InboundRequest): boolean {
    const verdict = this.#byCaller(request) || isSigned(request, this.#keys);
    this.#verdicts.set(request.headers, verdict);
    return verdict;
  }

  /**
   * Of a carrier that anybody extracts from. A message is as good as its broker, where anybody is trusted at all. A request that
   * was not judged when it came is not trusted: its peer is not known any more.
   *
   * @param grpcVerdict What was found of the stream that the active call of gRPC came by.
   */
  trustsCarrier(carrier: unknown, grpcVerdict: boolean | undefined): boolean {
    if (typeof carrier !== 'object' || carrier === null) return this.#trustsMessages;
    if (isGrpcMetadata(carrier)) return grpcVerdict === true;
    const headers = headersIn(carrier);
    return this.#verdicts.get(headers) ?? (this.#trustsMessages && !isOfRequest(carrier, headers));
  }
}

/** A list of which nothing is valid is one in which somebody mistyped `never`, or a range: it opens nothing. */
function isNobody(callers: InboundTrustOptions['callers']): boolean {
  return callers === 'never' || (typeof callers !== 'function' && !callers.some(isTrustItem));
}

function byItems(callers: 'never' | readonly string[]): Judge {
  if (callers === 'never') return () => false;
  const items = trustItems(callers);
  return ({ peerAddress, path }) => items.hasAddress(peerAddress) || items.hasPath(path);
}

/** Anything but `true` is no trust: also a promise, which a function that means well may return. */
function guarded(judge: Judge, onError: InboundTrustOptions['onError']): Judge {
  let isTold = false;
  return (request) => {
    try {
      return isTrue(judge(request));
    } catch (error) {
      if (!isTold) onError?.(error);
      isTold = true;
      return false;
    }
  };
}

function isSigned({ method, path, headers }: InboundRequest, keys: readonly string[]): boolean {
  const signature = keys.length === 0 ? undefined : headers[SIGNATURE_HEADER];
  if (signature === undefined) return false;
  const traceparent = asSigned(headers['traceparent']);
  const requestId = asSigned(headers['x-request-id']);
  return verify(signature, { method, path, traceparent, requestId }, keys);
}

function isGrpcMetadata(carrier: object): boolean {
  return typeof (carrier as { toHttp2Headers?: unknown }).toHttp2Headers === 'function';
}

/** Some give the whole request to a getter of theirs: of Node, Express, Fastify, Koa, `fetch`, or an event of AWS Lambda. */
function headersIn(carrier: object): object {
  const { headers } = carrier as { headers?: unknown };
  return typeof headers === 'object' && headers !== null ? headers : carrier;
}

function isOfRequest(carrier: object, headers: object): boolean {
  return (headers !== carrier && 'method' in carrier) || isOfFetch(headers) || hasHeadersOfRequest(headers);
}

/** Made by who serves requests as `fetch` has them; of those of HTTP/2 the names with a colon, and so the host, are left out. */
function isOfFetch(headers: object): boolean {
  return Object.prototype.toString.call(headers) === '[object Headers]';
}

/**
 * Every request has one of these, but one of HTTP/1.0, and messages have none: also where only an event tells of a request, as on
 * AWS Lambda.
 */
const OF_REQUESTS = /^(?:host|connection|upgrade|:authority|:method)$/i;
/** Names of fields alone: what is like `Headers` throws at any other. */
const ASKED_FOR = ['host', 'Host', 'connection', 'upgrade'];

function hasHeadersOfRequest(carrier: object): boolean {
  if (typeof (carrier as { get?: unknown }).get === 'function')
    return ASKED_FOR.some((name) => (carrier as Map<string, unknown>).get(name) != null);
  return Object.keys(carrier).some((name) => OF_REQUESTS.test(name));
}
