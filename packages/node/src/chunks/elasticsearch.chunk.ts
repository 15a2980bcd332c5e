/** The exporter `elasticsearch`, for OpenSearch too: bulk requests over HTTP. */

import { elasticsearchDelivery, type LogDelivery } from '@waymark/log-exporters';
import type { ElasticsearchConfig } from '../config/log-exporters-config.ts';
import { JUDGED, USER_AGENT } from '../exporting/destinations.ts';

export function logDelivery({ timeoutMillis, shown: _, ...options }: ElasticsearchConfig): LogDelivery {
  return elasticsearchDelivery({
    ...options,
    timeoutMs: timeoutMillis,
    userAgent: USER_AGENT,
    allowPlaintext: JUDGED,
  });
}
