/** The exporter `fluentd`: the Forward protocol. At the end of a process the child loads it too. */

import { fluentdDelivery, type LogDelivery } from '@waymark/log-exporters';
import type { FluentdConfig } from '../config/log-exporters-config.ts';
import { JUDGED } from '../exporting/destinations.ts';
import { chunkFile } from './load.ts';

export { fluentdElsewhere as transportElsewhere } from '@waymark/log-exporters';

export function logDelivery({ urls, timeoutMillis, shown: _, ...options }: FluentdConfig): LogDelivery {
  return fluentdDelivery({
    ...options,
    endpoints: urls,
    timeoutMs: timeoutMillis,
    program: chunkFile('fluentd'),
    allowPlaintext: JUDGED,
  });
}
