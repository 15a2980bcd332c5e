export { encodeZipkin } from '@waymark/zipkin';
