/** What responses carry, of either engine: what code says, else the variable. */

import type { ResponseHeaders } from '@waymark/http';
import type { WaymarkConfig } from '../config/config.ts';
import { toldName } from '../resource/told-name.ts';
import type { LazyTracing } from '../tracing/lazy-tracing.ts';
import type { StartOptions } from '../types.ts';

export function responseHeadersOf(
  config: WaymarkConfig,
  options: StartOptions,
  tracing: LazyTracing,
): ResponseHeaders {
  const names = options.responseHeaders ?? config.responseHeaders;
  const service = () =>
    toldName(tracing.get().resource.attributes['service.name'], 'WAYMARK_RESPONSE_HEADERS');
  return {
    requestId: names.includes('request-id'),
    trace: names.includes('trace'),
    time: names.includes('time'),
    serviceName: names.includes('service') ? service() : undefined,
  };
}
