/** A logger of an SDK, for exporters that are to be read by a real receiver. */

import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider, type LogRecordExporter } from '@opentelemetry/sdk-logs';

/** Of each line. */
export const TILL_SPAN = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
};

/** Lines at INFO, of one moment, with the request id `edge-42`. */
export function tillLogger(exporter: LogRecordExporter) {
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'till' }),
    processors: [new BatchLogRecordProcessor({ exporter, maxQueueSize: 100_000 })],
  });
  const logger = provider.getLogger('test');
  const context = trace.setSpanContext(ROOT_CONTEXT, TILL_SPAN);
  const attributes = { 'http.request.id': 'edge-42', items: ['tea', 'milk'], cents: 250 };
  const timestamp: [number, number] = [1_700_000_000, 123_456_789];
  const log = (body: string) => logger.emit({ timestamp, body, severityNumber: 9, attributes, context });
  return { provider, log };
}
