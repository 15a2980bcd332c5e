import type { LocalServer } from './servers.mjs';

export interface Gateway extends LocalServer {
  grpcPort: number;
  zipkinPort: number;
  fluentPort: number;
  tcpPort: number;
  /** Of the Jaeger behind it. */
  queryUrl: string;
}
export function startGateway(options?: {
  env?: Record<string, string>;
  from?: readonly number[];
  queryFrom?: number;
  log?: (line: string) => void;
}): Promise<Gateway>;
