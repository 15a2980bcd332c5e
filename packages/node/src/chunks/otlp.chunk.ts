export { DeliveryQueue, deliverSync, prepare } from '@waymark/delivery';
export { encodeMetrics, OtlpLogRecordProcessor, OtlpSpanProcessor } from '@waymark/otlp';
