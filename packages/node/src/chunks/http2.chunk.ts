export { http2Filter, http2Patches, http2RequestLog } from '@waymark/http';
