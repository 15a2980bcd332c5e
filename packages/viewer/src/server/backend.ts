import type { Answer, Question } from '../asking/answer.ts';
import type { Intake } from '../receiving/intake.ts';

/** What the server stands in front of: the store's thread. */
export interface Backend {
  intake: Intake;
  /** Answers everything below `/api/`, also what does not exist. @throws when the store fails */
  ask(question: Question): Promise<Answer>;
  /** Calls back after changes, at most ten times a second. Gives the function that ends it. */
  onChange(changed: () => void): () => void;
}

export interface ServerOptions {
  backend: Backend;
  /** Address to listen at. Any but this machine's own requires a token. @default '127.0.0.1', and '::1' */
  host?: string;
  /** For OTLP/HTTP, Zipkin, the APIs and the page; 0 takes a free one. @default 4318, or the next that is free */
  port?: number;
  /** For OTLP/gRPC; 0 takes a free one, false none. @default 4317, or the next that is free; 0 where `port` is 0 */
  grpcPort?: number | false;
  /** To be shown by everybody who asks or sends. @default none on this machine, a random one elsewhere */
  token?: string;
  /** Limit of a request's body, before and after decompression; more is answered with 413. @default 64 MiB */
  maxBodyBytes?: number;
  /** Of all requests that are being read or stored; more is answered with 429. @default 128 MiB */
  maxBytesInFlight?: number;
  /** Of the built page. */
  pageDirectory?: string;
}
