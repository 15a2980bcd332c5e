/** A running Jaeger: where to send, where to ask. */
export interface Jaeger {
  otlpUrl: string;
  otlpGrpcUrl: string;
  queryUrl: string;
  pid: number;
  output(): string;
  exited: Promise<{ code?: number; signal?: NodeJS.Signals }>;
  stop(): Promise<{ code?: number; signal?: NodeJS.Signals }>;
}
export interface JaegerPorts {
  otlp: number;
  query: number;
  otlpGrpc: number;
  queryGrpc: number;
  health: number;
}
export function startJaeger(options?: {
  ports?: Partial<JaegerPorts>;
  /** Path of a configuration. @default the one that deploy/jaeger ships */
  config?: string;
  /** Variables that the configuration reads. */
  env?: Record<string, string>;
  log?: (line: string) => void;
}): Promise<Jaeger>;
