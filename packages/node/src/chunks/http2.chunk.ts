export { http2Patches } from '@waymark/http';
