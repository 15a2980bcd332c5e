/** What `error.type` says of a stream that failed: the name of its HTTP/2 error code, which tells more than Node's classes do. */
import { nameOf } from '../span-outcome.ts';

/** RFC 9113, section 7, by the names that `http2.constants` has. */
const CODES: readonly string[] = [
  'NGHTTP2_NO_ERROR',
  'NGHTTP2_PROTOCOL_ERROR',
  'NGHTTP2_INTERNAL_ERROR',
  'NGHTTP2_FLOW_CONTROL_ERROR',
  'NGHTTP2_SETTINGS_TIMEOUT',
  'NGHTTP2_STREAM_CLOSED',
  'NGHTTP2_FRAME_SIZE_ERROR',
  'NGHTTP2_REFUSED_STREAM',
  'NGHTTP2_CANCEL',
  'NGHTTP2_COMPRESSION_ERROR',
  'NGHTTP2_CONNECT_ERROR',
  'NGHTTP2_ENHANCE_YOUR_CALM',
  'NGHTTP2_INADEQUATE_SECURITY',
  'NGHTTP2_HTTP_1_1_REQUIRED',
];

export const CANCEL = CODES.indexOf('NGHTTP2_CANCEL');

/** Codes beyond the list count as an internal error, as the specification has it. */
export function codeName(code: number): string {
  return CODES[code] ?? 'NGHTTP2_INTERNAL_ERROR';
}

/** The code where the stream or its session was reset, and else that of Node's error (`ECONNREFUSED`), or its class. */
export function failureName(error: unknown, rstCode: number): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (code === 'ERR_HTTP2_STREAM_ERROR' || code === 'ERR_HTTP2_SESSION_ERROR') return codeName(rstCode);
  // Of streams that waited for a connection which failed.
  if (code === 'ERR_HTTP2_STREAM_CANCEL' && cause) return failureName(cause, rstCode);
  const name = nameOf(error);
  return name === 'Error' && typeof code === 'string' ? code : name;
}
