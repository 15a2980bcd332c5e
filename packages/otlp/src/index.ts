export { encodeLogs, encodeTraces } from './encode.ts';
export { encodeMetrics, encodeMetricsInTurns } from './encode-metrics.ts';
export type { Exemplar, ExemplarDataPoint } from './exemplar.ts';
export {
  type ExportAnswer,
  LOGS_ANSWER,
  METRICS_ANSWER,
  RETRY_INFO,
  RPC_STATUS,
  type RpcStatus,
  TRACES_ANSWER,
} from './json/answer-messages.ts';
export type { DecodeLimits } from './json/byte-reader.ts';
export { DecodeError, type DecodeErrorCode } from './json/decode-error.ts';
export { fromJson } from './json/from-json.ts';
export { fromProtobuf } from './json/from-protobuf.ts';
export type { MessageType } from './json/message-type.ts';
export { METRICS, type OtlpMetrics } from './json/metrics-messages.ts';
export type * from './json/otlp-json.ts';
export {
  ANY_VALUE,
  KEY_VALUE,
  LOG_RECORD,
  LOGS,
  RESOURCE,
  SCOPE,
  SPAN,
  SPAN_WITH_ZIPKIN,
  type SpanWithZipkin,
  TRACES,
  TRACES_WITH_ZIPKIN,
  ZIPKIN_FIELD,
} from './json/otlp-messages.ts';
export { toProtobuf } from './json/to-protobuf.ts';
export { OtlpLogRecordProcessor } from './log-record-processor.ts';
export type { OtlpProcessorCounts, OtlpProcessorOptions, RecordBatch } from './record-batcher.ts';
export type { Serialize } from './record-keeper.ts';
export { OtlpSpanProcessor } from './span-processor.ts';
export type { TakenRecords } from './taken-records.ts';
