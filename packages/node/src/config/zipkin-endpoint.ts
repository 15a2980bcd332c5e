/** Where the exporter named `zipkin` sends spans. */

import type { EnvReader } from './env-reader.ts';
import type { OtlpEndpoint } from './otlp-endpoint.ts';
import { readUrl } from './otlp-url.ts';

export interface ZipkinEndpoint {
  /** May hold credentials: show it through `shownUrl`. */
  readonly url: string;
  readonly protocol: 'http/json' | 'http/protobuf';
  readonly timeoutMillis: number;
  readonly tls: OtlpEndpoint['tls'];
}

export const DEFAULT_ZIPKIN = 'http://localhost:9411/api/v2/spans';

/** @param tls what OTLP's variables for traces say: Zipkin has none of its own */
export function readZipkin(reader: EnvReader, tls: OtlpEndpoint['tls']): ZipkinEndpoint {
  return {
    url: readUrl(reader, 'OTEL_EXPORTER_ZIPKIN_ENDPOINT', DEFAULT_ZIPKIN)?.href ?? DEFAULT_ZIPKIN,
    protocol: reader.choice('OTEL_EXPORTER_ZIPKIN_PROTOCOL', ['http/json', 'http/protobuf'], 'http/json'),
    timeoutMillis: reader.millis('OTEL_EXPORTER_ZIPKIN_TIMEOUT', 10_000, 1),
    tls,
  };
}
