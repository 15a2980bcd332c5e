/** What is wrong with a body. */
export type ZipkinDecodeErrorCode =
  /** No JSON, no array of spans, or bytes that are no protobuf. */
  | 'MALFORMED'
  /** A length or a number reaches beyond the message that it is in. */
  | 'TRUNCATED'
  /** A trace or span id that is missing, zero, too long, or not hexadecimal. */
  | 'BAD_ID'
  /** More spans, annotations and tags than `maxItems`. */
  | 'TOO_MANY'
  /** Spans of Zipkin's first version, which is not read. */
  | 'VERSION_1';

/**
 * A body that cannot be decoded: the only error that decoding throws. Zipkin answers such a request with 400, and its reporters
 * do not send it again.
 */
export class ZipkinDecodeError extends Error {
  override readonly name = 'ZipkinDecodeError';
  readonly code: ZipkinDecodeErrorCode;

  constructor(code: ZipkinDecodeErrorCode, detail: string) {
    super(`Zipkin body is not valid: ${detail}`);
    this.code = code;
  }
}
