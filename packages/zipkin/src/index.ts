/** OpenTelemetry spans as Zipkin v2 JSON. */

export { encodeZipkin } from './encode.ts';
export { toZipkinSpan } from './zipkin-span.ts';
export type { ZipkinAnnotation, ZipkinEndpoint, ZipkinSpan } from './zipkin-types.ts';
