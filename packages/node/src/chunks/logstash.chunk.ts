/** The exporter `logstash`: lines of JSON over TCP or TLS. At the end of a process the child loads it too. */

import { type LogDelivery, logstashDelivery } from '@waymark/log-exporters';
import type { LogstashConfig } from '../config/log-exporters-config.ts';
import { chunkFile } from './load.ts';

export { logstashElsewhere as transportElsewhere } from '@waymark/log-exporters';

export function logDelivery({ url, timeoutMillis, tls }: LogstashConfig): LogDelivery {
  return logstashDelivery({ url, timeoutMs: timeoutMillis, tls, program: chunkFile('logstash') });
}
