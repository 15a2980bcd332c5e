/** One request that a server got and its response, of either version of HTTP, until its span and its duration end. */
import type { IncomingMessage } from 'node:http';
import type { Attributes, Context } from '@opentelemetry/api';
import {
  type AttributeSource,
  merged,
  type RecordingSpan,
  ROOT,
  type SharedAttributes,
} from '@waymark/tracing';
import type { CallerFacts } from './caller.ts';
import type { DurationFacts } from './durations/measurement.ts';
import type { HttpHooks } from './hooks.ts';
import { beginning } from './outcome.ts';
import type { WatchedRequest } from './request-log/watched-request.ts';
import { knownMethod } from './request-method.ts';
import type { RpcMetadata } from './rpc-metadata.ts';

export type Scheme = 'http' | 'https';

/**
 * What listeners run in, the source of the span's attributes and what is known of the duration: one object, since it is
 * made for every request.
 */
export abstract class Served implements AttributeSource, CallerFacts, DurationFacts {
  context: Context = ROOT;
  rpc: RpcMetadata | undefined = undefined;
  /** As it arrived; {@link method} is one that the conventions know. */
  readonly requestMethod: string;
  /** What the response is to send as `X-Request-ID`. */
  responseId: string | undefined = undefined;
  /** What came as `X-Request-ID`, if it is valid. */
  arrivedId: string | undefined = undefined;
  peerName: string | undefined = undefined;
  queueSeconds: number | undefined = undefined;
  /** How long it took until the head of the response, to be shown. */
  answerMillis: string | undefined = undefined;
  /** Until the end, and only if the span records. */
  open: RecordingSpan | undefined = undefined;
  /** Until the end, and only if durations are recorded, or requests are told of. */
  isMeasured = false;
  /** Where requests are told of. */
  watched: WatchedRequest | undefined = undefined;
  /** All attributes, where hooks have seen them or no span has them. */
  described: Attributes | undefined = undefined;
  /** Of the monotonic clock, where no span that records has read it, or responses tell the time. */
  startedAt = 0;

  readonly method: string;
  readonly scheme: Scheme;
  readonly protocolVersion: string;
  statusCode: number | undefined = undefined;
  errorType: string | undefined = undefined;
  route: string | undefined = undefined;
  readonly address = undefined;
  readonly port = undefined;

  shared: SharedAttributes | undefined = undefined;
  alsoShared: SharedAttributes | undefined = undefined;

  private readonly hooks: HttpHooks | undefined;

  constructor(method: string, scheme: Scheme, protocolVersion: string, hooks: HttpHooks | undefined) {
    this.requestMethod = method;
    this.method = knownMethod(method);
    this.scheme = scheme;
    this.protocolVersion = protocolVersion;
    this.hooks = hooks;
  }

  abstract ownAttributes(): Attributes;

  /** Of the request line, or `:path`, as it was sent. */
  abstract get target(): string;

  /** Of the socket's other end, while it is there. */
  abstract get peerAddress(): string | undefined;

  /** The request as hooks are to see it. */
  protected abstract message(): IncomingMessage;

  /** Shares what others have as well, unless hooks want to see all of it. Returns what the span is to have by itself. */
  protected share(connection: SharedAttributes, own: Attributes): Attributes {
    const begun = beginning(this.method, this.scheme, this.protocolVersion);
    if (this.hooks === undefined) {
      this.shared = connection;
      this.alsoShared = begun;
      return own;
    }
    const all = merged(connection, begun, own);
    this.hooks.addServerAttributes(all, this.message());
    this.described = all;
    return all;
  }

  /** The status code, and the error that it is, unless one is known already. */
  meetStatus(statusCode: number, errorsFrom: number): void {
    this.statusCode = statusCode;
    if (statusCode >= errorsFrom && statusCode < 600) this.errorType ??= String(statusCode);
  }
}
