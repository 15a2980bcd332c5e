/** Zipkin's v2 model (zipkin-api, zipkin2-api.yaml). */

export interface ZipkinSpan {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly id: string;
  readonly parentId?: string;
  readonly name: string;
  /** None for what stays inside of a process. */
  readonly kind?: 'CLIENT' | 'SERVER' | 'PRODUCER' | 'CONSUMER';
  /** The span has its caller's id: it is the server's side of one span. */
  readonly shared?: true;
  /** Microseconds since the epoch. */
  readonly timestamp: number;
  /** Microseconds, at least 1. */
  readonly duration: number;
  readonly localEndpoint: ZipkinEndpoint;
  readonly remoteEndpoint?: ZipkinEndpoint;
  readonly annotations?: readonly ZipkinAnnotation[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface ZipkinEndpoint {
  readonly serviceName?: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly port?: number;
}

export interface ZipkinAnnotation {
  /** Microseconds since the epoch. */
  readonly timestamp: number;
  readonly value: string;
}
