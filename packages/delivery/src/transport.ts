/** One way to bring a body to a server. */

import type { RequestTarget } from './destination.ts';

/** What a server said. */
export interface Answer {
  status: number;
  contentType: string;
  retryAfter?: string;
  /** At most 4 MiB of it; the rest is read and thrown away, so that the connection can be used again. */
  body: Buffer;
  /** What a gRPC server said behind its answer; absent over plain HTTP. */
  grpc?: GrpcStatus;
}

/** The trailers of a gRPC call. */
export interface GrpcStatus {
  /** google.rpc.Code; 0 is OK. */
  code: number;
  message: string;
  /** `grpc-status-details-bin` as it came, base64. */
  details?: string;
}

/** What 200 without a status means (gRPC's http-grpc-status-mapping): a page of a proxy, for one, and no delivery. */
export const NO_STATUS: GrpcStatus = {
  code: 2,
  message: 'an answer without a gRPC status: no gRPC server is there',
};

export interface Transport {
  /** For a request that another process makes. */
  readonly targetElsewhere: RequestTarget;
  /**
   * Resolves with the complete answer of the server, whatever it says; rejects when there is none. May be called again
   * before it has settled.
   */
  post(body: Buffer, encoding: 'gzip' | undefined): Promise<Answer>;
  /** Ends all requests in flight; their promises reject. */
  abort(): void;
  /** Ends everything and closes the connections. A later `post` opens another. */
  close(): void;
}
