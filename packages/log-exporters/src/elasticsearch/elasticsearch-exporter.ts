import { DeliveringLogRecordExporter, type LogExporterOptions } from '../delivering-exporter.ts';
import { type ElasticsearchOptions, elasticsearchDelivery } from './elasticsearch-delivery.ts';

/**
 * Log records to Elasticsearch or OpenSearch as ECS documents, for any OpenTelemetry SDK. Each document is there once, however
 * often it had to be sent.
 *
 * @example
 * new BatchLogRecordProcessor(new ElasticsearchLogRecordExporter({ url: 'https://search.internal:9200', apiKey, tls: { ca } }))
 */
export class ElasticsearchLogRecordExporter extends DeliveringLogRecordExporter {
  /** @throws Error when the URL is not valid, no index can have that name, or credentials would go over plain text */
  constructor(options: ElasticsearchOptions & LogExporterOptions = {}) {
    super(elasticsearchDelivery(options), options);
  }
}
