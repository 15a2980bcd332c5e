export { zipkinEncoder } from '@waymark/zipkin';
