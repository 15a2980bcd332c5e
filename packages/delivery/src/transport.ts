/** One way to bring a body to a server. */

import type { Destination, TargetElsewhere } from './destination.ts';

/** What a server said. */
export interface Answer {
  /** HTTP's. A transport that speaks another protocol says 200 for what was taken. */
  status: number;
  contentType: string;
  retryAfter?: string;
  /** What a viewer of ours says of itself: its header `waymark-viewer`. */
  viewer?: string;
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

/**
 * Belongs to one queue, which calls nothing after `close`. Nothing of it may keep the process alive: sockets and timers
 * are unref'd.
 */
export interface Transport {
  /** For what another process sends in the place of this one, at its end. */
  readonly targetElsewhere: TargetElsewhere;
  /**
   * Resolves with the complete answer of the server, whatever it says; rejects when there is none, in the destination's
   * `timeoutMs` at most, with an error that has a `code` (`failure`). The queue tries again and counts. May be called
   * again before it has settled, up to eight times.
   */
  post(body: Buffer, encoding: 'gzip' | undefined): Promise<Answer>;
  /** Ends all requests in flight; their promises reject. */
  abort(): void;
  /** Ends everything and closes the connections. A later `post` opens another. */
  close(): void;
}

/** Makes the transport of a queue. @param say tells a person one line, without credentials */
export type MakeTransport = (destination: Destination, say: (line: string) => void) => Transport;

/**
 * What the program of a `ProgramTarget` exports as `transportElsewhere`. It is called once a target, in a process that
 * ends after `limitMs`; each batch is then posted once, the newest first, without waiting for the one before.
 */
export type TransportElsewhere = (data: unknown, limitMs: number) => Pick<Transport, 'post'>;
