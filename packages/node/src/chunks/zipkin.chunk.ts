export { ZipkinSpanBatch } from '@waymark/zipkin';
