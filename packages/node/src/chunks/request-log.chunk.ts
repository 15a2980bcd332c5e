/** Records of requests, where WAYMARK_REQUEST_LOG asks for them. */

export { RequestRecords, tellOf } from '@waymark/http';
