/** OpenTelemetry spans to Zipkin v2 and back. */

export { decodeZipkinJson, decodeZipkinProtobuf } from './decoding/decode.ts';
export { ZipkinDecodeError, type ZipkinDecodeErrorCode } from './decoding/decode-error.ts';
export type {
  DecodedZipkinEvent,
  DecodedZipkinLink,
  DecodedZipkinSpan,
  ZipkinAttributes,
  ZipkinResourceSpans,
  ZipkinScopeSpans,
  ZipkinValue,
} from './decoding/decoded.ts';
export type { ZipkinDecodeLimits, ZipkinDecodeOptions } from './decoding/read-span.ts';
export { type SharedSpan, separateShared } from './decoding/separate-shared.ts';
export { encodeZipkinJson, encodeZipkinProtobuf, type ZipkinProtocol } from './encode.ts';
export { ZipkinSpanBatch } from './span-batch.ts';
export { ZipkinExporter, type ZipkinExporterOptions } from './zipkin-exporter.ts';
export { toZipkinSpan } from './zipkin-span.ts';
export type { ZipkinAnnotation, ZipkinEndpoint, ZipkinSpan } from './zipkin-types.ts';
