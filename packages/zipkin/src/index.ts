/** OpenTelemetry spans to Zipkin v2 and back. */

export { encodeZipkinJson, encodeZipkinProtobuf, type ZipkinProtocol, zipkinEncoder } from './encode.ts';
export { ZipkinExporter, type ZipkinExporterOptions } from './zipkin-exporter.ts';
export { toZipkinSpan } from './zipkin-span.ts';
export type { ZipkinAnnotation, ZipkinEndpoint, ZipkinSpan } from './zipkin-types.ts';
