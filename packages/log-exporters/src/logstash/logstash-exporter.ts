import { DeliveringLogRecordExporter, type LogExporterOptions } from '../delivering-exporter.ts';
import { type LogstashOptions, logstashDelivery } from './logstash-delivery.ts';

/**
 * Log records to Logstash as ECS documents, a line of JSON each, for any OpenTelemetry SDK. Nothing in that protocol says what
 * was taken: at most once is what it promises, and README.md what is done about it.
 *
 * @example
 * new BatchLogRecordProcessor(new LogstashLogRecordExporter({ url: 'tls://logs.internal:5045', tls: { ca } }))
 */
export class LogstashLogRecordExporter extends DeliveringLogRecordExporter {
  /** @throws Error when the URL is not valid */
  constructor(options: LogstashOptions & LogExporterOptions = {}) {
    super(logstashDelivery(options), options);
  }
}
