export { DeliveryQueue, deliverSync, prepare } from '@waymark/delivery';
export { OtlpLogRecordProcessor, OtlpSpanProcessor } from '@waymark/otlp';
