/** OpenTelemetry log records to the log stores that do not speak OTLP. */

export {
  DeliveringLogRecordExporter,
  type LogDelivery,
  type LogExporterOptions,
} from './delivering-exporter.ts';
export { ECS_VERSION, ecsDocument } from './ecs/ecs-document.ts';
export { FLUENTD_ENDPOINT, type FluentdOptions, fluentdDelivery } from './fluentd/fluentd-delivery.ts';
export { FluentdLogRecordExporter } from './fluentd/fluentd-exporter.ts';
export { transportElsewhere as fluentdElsewhere } from './fluentd/fluentd-transport.ts';
