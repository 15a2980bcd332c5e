export { DeliveryQueue, deliverSync } from '@waymark/delivery';
export { OtlpLogRecordProcessor, OtlpSpanProcessor } from '@waymark/otlp';
