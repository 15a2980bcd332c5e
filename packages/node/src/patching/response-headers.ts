/** What responses carry, of either engine: what code says, else the variable. */

import type { ResponseHeaders } from '@waymark/http';
import type { WaymarkConfig } from '../config/config.ts';
import type { LazyTracing } from '../tracing/lazy-tracing.ts';
import type { StartOptions } from '../types.ts';

export function responseHeadersOf(
  config: WaymarkConfig,
  options: StartOptions,
  tracing: LazyTracing,
): ResponseHeaders {
  const names = options.responseHeaders ?? config.responseHeaders;
  const service = () => tracing.get().resource.attributes['service.name'] as string | undefined;
  return {
    requestId: names.includes('request-id'),
    trace: names.includes('trace'),
    time: names.includes('time'),
    serviceName: names.includes('service') ? service() : undefined,
  };
}
