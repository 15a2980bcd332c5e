/** OpenTelemetry log records to the log stores that do not speak OTLP. */

export { ELASTICSEARCH_ENDPOINT, FLUENTD_ENDPOINT, LOGSTASH_ENDPOINT } from './default-endpoints.ts';
export {
  DeliveringLogRecordExporter,
  type LogDelivery,
  type LogExporterOptions,
} from './delivering-exporter.ts';
export { ECS_VERSION, ecsDocument } from './ecs/ecs-document.ts';
export {
  type ElasticsearchOptions,
  elasticsearchDelivery,
} from './elasticsearch/elasticsearch-delivery.ts';
export { ElasticsearchLogRecordExporter } from './elasticsearch/elasticsearch-exporter.ts';
export { isIndexName } from './elasticsearch/index-name.ts';
export { elasticsearchIndexTemplate, type IndexTemplateOptions } from './elasticsearch/index-template.ts';
export { type FluentdOptions, fluentdDelivery } from './fluentd/fluentd-delivery.ts';
export { FluentdLogRecordExporter } from './fluentd/fluentd-exporter.ts';
export { transportElsewhere as fluentdElsewhere } from './fluentd/fluentd-transport.ts';
export { transportElsewhere as logstashElsewhere } from './logstash/line-transport.ts';
export { type LogstashOptions, logstashDelivery } from './logstash/logstash-delivery.ts';
export { LogstashLogRecordExporter } from './logstash/logstash-exporter.ts';
