export { http2Filter, http2Patches } from '@waymark/http';
