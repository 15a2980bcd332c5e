import { DeliveringLogRecordExporter, type LogExporterOptions } from '../delivering-exporter.ts';
import { type FluentdOptions, fluentdDelivery } from './fluentd-delivery.ts';

/**
 * Log records to Fluentd or Fluent Bit by the Forward protocol v1, for any OpenTelemetry SDK.
 *
 * @example
 * new BatchLogRecordProcessor(new FluentdLogRecordExporter({ endpoints: ['tls://logs.internal'], sharedKey }))
 */
export class FluentdLogRecordExporter extends DeliveringLogRecordExporter {
  /** @throws Error when an endpoint is not a valid URL, or the key would go over plain text to another host */
  constructor(options: FluentdOptions & LogExporterOptions = {}) {
    super(fluentdDelivery(options), options);
  }
}
