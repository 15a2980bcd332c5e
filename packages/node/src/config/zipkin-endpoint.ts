/** Where the exporter named `zipkin` sends spans. */

import type { EnvReader } from './env-reader.ts';
import { readUrl } from './otlp-url.ts';

export interface ZipkinEndpoint {
  /** May hold credentials: show it through `shownUrl`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMillis: number;
}

export const DEFAULT_ZIPKIN = 'http://localhost:9411/api/v2/spans';

export function readZipkin(reader: EnvReader): ZipkinEndpoint {
  return {
    url: readUrl(reader, 'OTEL_EXPORTER_ZIPKIN_ENDPOINT', DEFAULT_ZIPKIN)?.href ?? DEFAULT_ZIPKIN,
    headers: {},
    timeoutMillis: reader.millis('OTEL_EXPORTER_ZIPKIN_TIMEOUT', 10_000, 1),
  };
}
