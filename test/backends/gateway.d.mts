import type { LocalServer } from './servers.mjs';

export interface Gateway extends LocalServer {
  grpcPort: number;
  zipkinPort: number;
  fluentPort: number;
  tcpPort: number;
  /** OTLP by TLS, over HTTP and gRPC, where it was started with `tls`. */
  tlsPort?: number;
  tlsGrpcPort?: number;
  /** Of the Jaeger behind it. */
  queryUrl: string;
}
export function startGateway(options?: {
  env?: Record<string, string>;
  /** PEM texts. With `ca`, senders have to show a certificate of it. */
  tls?: { key: string; cert: string; ca?: string };
  from?: readonly number[];
  queryFrom?: number;
  log?: (line: string) => void;
}): Promise<Gateway>;
