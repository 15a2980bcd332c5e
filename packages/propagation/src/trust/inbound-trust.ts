/** What is asked of each incoming request where not every caller is trusted. */

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
